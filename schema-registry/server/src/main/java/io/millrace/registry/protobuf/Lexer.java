package io.millrace.registry.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Cuts a {@code .proto} text into words; comments go. One thread, once. */
final class Lexer {
    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    Lexer(String text) {
        this.text = text;
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    Token next() {
        skip();
        int start = at;
        int column = start - lineStart + 1;
        if (at >= text.length()) {
            return new Token(Token.Kind.END, "", line, column);
        }
        char c = text.charAt(at);
        if (isLetter(c)) {
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
                at++;
            }
            return new Token(Token.Kind.WORD, text.substring(start, at), line, column);
        }
        if (isDigit(c) || c == '.' && isDigit(peek(1))) {
            return number(column);
        }
        if (c == '"' || c == '\'') {
            return string(c, column);
        }
        at++;
        return new Token(Token.Kind.SYMBOL, String.valueOf(c), line, column);
    }

    private void skip() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at++;
                line++;
                lineStart = at;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '/' && peek(1) == '/') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (c == '/' && peek(1) == '*') {
                comment();
            } else {
                return;
            }
        }
    }

    private void comment() {
        Token start = new Token(Token.Kind.SYMBOL, "/*", line, at - lineStart + 1);
        at += 2;
        while (!(at + 1 < text.length() && text.charAt(at) == '*' && text.charAt(at + 1) == '/')) {
            if (at >= text.length()) {
                throw start.bad("the comment does not end");
            }
            if (text.charAt(at++) == '\n') {
                line++;
                lineStart = at;
            }
        }
        at += 2;
    }

    private Token number(int column) {
        int start = at;
        boolean hex = text.charAt(at) == '0' && (peek(1) == 'x' || peek(1) == 'X');
        at += hex ? 2 : 0;
        boolean decimal = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (!hex && (c == '.' || c == 'e' || c == 'E' || (c == 'f' || c == 'F'))) {
                decimal = true;
                at++;
                if ((c == 'e' || c == 'E') && (peek(0) == '+' || peek(0) == '-')) {
                    at++;
                }
            } else if (isDigit(c) || isLetter(c)) {
                at++;
            } else {
                break;
            }
        }
        return new Token(decimal ? Token.Kind.DECIMAL : Token.Kind.INTEGER, text.substring(start, at), line, column);
    }

    private Token string(char quote, int column) {
        Token start = new Token(Token.Kind.STRING, "", line, column);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        at++;
        while (true) {
            if (at >= text.length() || text.charAt(at) == '\n') {
                throw start.bad("the string does not end");
            }
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (c == quote) {
                return new Token(Token.Kind.STRING, bytes.toString(StandardCharsets.ISO_8859_1), line, column);
            }
            if (c == '\\') {
                escape(start, bytes);
            } else {
                put(bytes, c);
            }
        }
    }

    private void escape(Token start, ByteArrayOutputStream bytes) {
        char c = peek(0);
        at++;
        switch (c) {
            case 'a' -> bytes.write(7);
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'v' -> bytes.write(11);
            case '\\', '\'', '"', '?' -> bytes.write(c);
            case 'x', 'X' -> bytes.write(digits(start, 16, 1, 2));
            case 'u' -> put(bytes, digits(start, 16, 4, 4));
            case 'U' -> put(bytes, digits(start, 16, 8, 8));
            default -> {
                at--;
                bytes.write(digits(start, 8, 1, 3));
            }
        }
    }

    private int digits(Token start, int radix, int least, int most) {
        int value = 0;
        int count = 0;
        while (count < most && Character.digit(peek(0), radix) >= 0) {
            value = value * radix + Character.digit(peek(0), radix);
            at++;
            count++;
        }
        if (count < least || value < 0 || value > Character.MAX_CODE_POINT) {
            throw start.bad("the string holds an escape that is none");
        }
        return value;
    }

    private static void put(ByteArrayOutputStream bytes, int codePoint) {
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
