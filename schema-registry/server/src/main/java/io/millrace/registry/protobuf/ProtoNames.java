package io.millrace.registry.protobuf;

/** Names that follow from others. Pure. */
final class ProtoNames {
    private ProtoNames() {}

    /** The type of a map field's entries: {@code FooBarEntry} for {@code foo_bar}. */
    static String entry(String field) {
        return camel(field, true) + "Entry";
    }

    /** A field's name in JSON: {@code fooBar} for {@code foo_bar}. */
    static String json(String field) {
        return camel(field, false);
    }

    private static String camel(String name, boolean upper) {
        StringBuilder made = new StringBuilder(name.length());
        boolean capital = upper;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                capital = true;
            } else {
                made.append(capital && c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
                capital = false;
            }
        }
        return made.toString();
    }

    /** What comes after the last dot. */
    static String last(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
