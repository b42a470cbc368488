package io.millrace.registry.protobuf;

/**
 * A word of a {@code .proto} text. <i>Immutable.</i>
 *
 * @param kind what it is
 * @param text as it was written; of a string, its bytes after escapes, each a char below 256
 * @param line from 1
 * @param column from 1
 */
record Token(Kind kind, String text, int line, int column) {
    private static final int LONGEST = 40;

    enum Kind {
        WORD,
        INTEGER,
        DECIMAL,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String wanted) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(wanted);
    }

    BadProto bad(String message) {
        return new BadProto("line " + line + ", column " + column + ": " + message);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case END -> "the end";
            case STRING -> "a string";
            default -> text.length() > LONGEST ? "'" + text.substring(0, LONGEST) + "…'" : "'" + text + "'";
        };
    }
}
