package io.millrace.registry.protobuf;

/** Where something stands: {@code #/Message/Nested/oneof/3}. Pure. */
final class Place {
    /** The file. */
    static final String ROOT = "#";

    private static final int LONGEST = 1_000;

    private Place() {}

    /** Of a very long place the end is kept, as there may be thousands of them. */
    static String in(String place, Object name) {
        String text = name.toString();
        int length = place.length() + 1 + text.length();
        return length <= LONGEST
                ? place + "/" + text
                : ROOT + "/…" + (place + "/" + text).substring(length - LONGEST / 2);
    }
}
