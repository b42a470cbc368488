package io.millrace.registry.schema;

/** Bounds the nesting of JSON before a parser that recurses sees it. */
public final class Nesting {
    /** Deeper is refused. */
    public static final int MAX_DEPTH = 200;

    private Nesting() {}

    /** Counts brackets outside of strings; 42201 when they nest deeper than {@link #MAX_DEPTH}. */
    public static void check(String text) {
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inString) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    inString = false;
                }
                continue;
            }
            if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                if (++depth > MAX_DEPTH) {
                    throw Refusal.invalidSchema("Invalid schema: nested deeper than " + MAX_DEPTH + " levels");
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }
}
