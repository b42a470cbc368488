package io.millrace.connect.herder.config;

import java.util.Collection;

/** The word that was probably meant. */
final class Nearest {
    private Nearest() {}

    /** {@code ; did you mean X?}, or nothing when none is near. */
    static String hint(String word, Collection<String> known) {
        String best = "";
        int least = Math.max(3, word.length() / 3);
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? "" : "; did you mean " + best + "?";
    }

    /** How many letters must be added, dropped or changed. */
    private static int distance(String from, String to) {
        int[] before = new int[to.length() + 1];
        int[] now = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            now[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(changed, Math.min(before[j], now[j - 1]) + 1);
            }
            int[] swap = before;
            before = now;
            now = swap;
        }
        return before[to.length()];
    }
}
