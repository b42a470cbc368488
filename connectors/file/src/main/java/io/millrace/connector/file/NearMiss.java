package io.millrace.connector.file;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Guesses which key somebody meant who misspelt one. */
final class NearMiss {

    private static final int MAX_EDITS = 2;

    private NearMiss() {}

    /** The key at most two letters away, or null; other keys belong to the worker and are none of our business. */
    static @Nullable String of(String key, Collection<String> known) {
        String best = null;
        int fewest = MAX_EDITS + 1;
        for (String candidate : known) {
            int edits = Math.abs(key.length() - candidate.length()) > MAX_EDITS ? fewest : edits(key, candidate);
            if (edits < fewest) {
                best = candidate;
                fewest = edits;
            }
        }
        return best;
    }

    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
