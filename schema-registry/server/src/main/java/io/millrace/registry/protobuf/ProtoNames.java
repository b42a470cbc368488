package io.millrace.registry.protobuf;

import com.google.protobuf.Descriptors.Descriptor;

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

    /** A message's full name without the package. */
    static String local(Descriptor type) {
        String in = type.getFile().getPackage();
        return in.isEmpty() ? type.getFullName() : type.getFullName().substring(in.length() + 1);
    }

    /** What comes after the last dot. */
    static String last(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
