package io.millrace.registry.protobuf;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;

/** A {@code .proto} text word by word, with what parsers ask of it. One thread. */
final class Words {
    /** Deeper nesting is refused. */
    static final int MAX_DEPTH = 200;

    private final Lexer lexer;
    private Token current;
    private int depth;

    Words(String text) {
        lexer = new Lexer(text);
        current = lexer.next();
    }

    Token peek() {
        return current;
    }

    boolean at(String wanted) {
        return current.is(wanted);
    }

    Token take() {
        Token taken = current;
        current = lexer.next();
        return taken;
    }

    boolean takeIf(String wanted) {
        if (!at(wanted)) {
            return false;
        }
        take();
        return true;
    }

    void expect(String wanted) {
        if (!at(wanted)) {
            throw current.bad("expected '" + wanted + "' but found " + current);
        }
        take();
    }

    /** Into a block; {@link #leave} comes after. */
    void enter(String opening) {
        if (++depth > MAX_DEPTH) {
            throw current.bad("nested deeper than " + MAX_DEPTH + " levels");
        }
        expect(opening);
    }

    void leave(String closing) {
        expect(closing);
        depth--;
    }

    String word() {
        if (current.kind() != Token.Kind.WORD) {
            throw current.bad("expected a name but found " + current);
        }
        return take().text();
    }

    /** {@code a.b.c}, or {@code .a.b.c}. */
    String dotted() {
        StringBuilder name = new StringBuilder();
        if (takeIf(".")) {
            name.append('.');
        }
        name.append(word());
        while (takeIf(".")) {
            name.append('.').append(word());
        }
        return name.toString();
    }

    /** Adjacent strings are one. */
    ByteString bytes() {
        if (current.kind() != Token.Kind.STRING) {
            throw current.bad("expected a string but found " + current);
        }
        StringBuilder all = new StringBuilder();
        while (current.kind() == Token.Kind.STRING) {
            all.append(take().text());
        }
        return ByteString.copyFrom(all.toString(), StandardCharsets.ISO_8859_1);
    }

    String string() {
        Token token = current;
        ByteString bytes = bytes();
        if (!bytes.isValidUtf8()) {
            throw token.bad("the string is no UTF-8");
        }
        return bytes.toStringUtf8();
    }

    /** A whole number of 32 bits, with its sign. */
    int integer() {
        boolean negative = takeIf("-");
        Token token = take();
        long value = natural(token);
        if (value < 0 || value > (negative ? 1L << 31 : Integer.MAX_VALUE)) {
            throw token.bad(token + " is out of range");
        }
        return (int) (negative ? -value : value);
    }

    /** Without sign, as 64 bits. */
    static long natural(Token token) {
        if (token.kind() == Token.Kind.INTEGER) {
            String text = token.text();
            try {
                if (text.startsWith("0x") || text.startsWith("0X")) {
                    return Long.parseUnsignedLong(text.substring(2), 16);
                }
                return text.startsWith("0") && text.length() > 1
                        ? Long.parseUnsignedLong(text, 8)
                        : Long.parseUnsignedLong(text);
            } catch (NumberFormatException e) {
                throw token.bad("expected a whole number but found " + token);
            }
        }
        throw token.bad("expected a whole number but found " + token);
    }
}
