package io.millrace.connect.plugin;

import java.util.Comparator;

/** Versions and Maven's ranges of them: {@code 1.2}, {@code [1.2]}, {@code [1.2,2.0)}, {@code (,1.5]}. */
final class Versions {
    /** Numbers as numbers, words as words; a release stands after its pre-releases. */
    static final Comparator<String> ORDER = Versions::compare;

    private Versions() {}

    /** Whether the version lies in the range; one without brackets is asked for exactly. */
    static boolean within(String version, String range) {
        String text = range.strip();
        if (text.isEmpty() || "[(".indexOf(text.charAt(0)) < 0) {
            return version.equals(text);
        }
        if (text.length() < 3 || "])".indexOf(text.charAt(text.length() - 1)) < 0) {
            throw new IllegalArgumentException(range + " is no range of versions: expected one such as [1.0,2.0)");
        }
        String inner = text.substring(1, text.length() - 1);
        int comma = inner.indexOf(',');
        if (comma < 0) {
            return compare(version, inner.strip()) == 0;
        }
        String low = inner.substring(0, comma).strip();
        String high = inner.substring(comma + 1).strip();
        int fromLow = low.isEmpty() ? 1 : compare(version, low);
        int toHigh = high.isEmpty() ? 1 : compare(high, version);
        return (text.charAt(0) == '[' ? fromLow >= 0 : fromLow > 0) && (text.endsWith("]") ? toHigh >= 0 : toHigh > 0);
    }

    private static int compare(String a, String b) {
        String[] left = a.split("[.+-]");
        String[] right = b.split("[.+-]");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = part(i < left.length ? left[i] : "0", i < right.length ? right[i] : "0");
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int part(String a, String b) {
        boolean aNumber = a.matches("\\d{1,18}");
        boolean bNumber = b.matches("\\d{1,18}");
        if (aNumber && bNumber) {
            return Long.compare(Long.parseLong(a), Long.parseLong(b));
        }
        if (aNumber != bNumber) {
            return release(aNumber ? b : a) ? (aNumber ? -1 : 1) : (aNumber ? 1 : -1);
        }
        return a.compareTo(b);
    }

    /** Words that mean a finished version. */
    private static boolean release(String word) {
        return word.equalsIgnoreCase("final") || word.equalsIgnoreCase("ga");
    }
}
