package io.millrace.registry.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Chooses the content type of an answer. */
final class Negotiation {
    private static final List<String> OFFERED =
            List.of(RegistryRoutes.ANSWER_TYPE, "application/vnd.schemaregistry+json", "application/json");

    private Negotiation() {}

    /** The type that suits best, or null when none does. */
    static @Nullable String answerType(@Nullable String accept) {
        if (accept == null || accept.isBlank() || accept.equals("*/*") || accept.equals(RegistryRoutes.ANSWER_TYPE)) {
            return RegistryRoutes.ANSWER_TYPE;
        }
        String best = null;
        double bestQuality = 0;
        for (String part : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] pieces = part.split(";", -1);
            String found = offered(pieces[0].trim());
            double quality = quality(pieces);
            if (found != null && quality > bestQuality) {
                best = found;
                bestQuality = quality;
            }
        }
        return best;
    }

    private static @Nullable String offered(String range) {
        if (range.equals("*/*") || range.equals("application/*")) {
            return RegistryRoutes.ANSWER_TYPE;
        }
        int at = OFFERED.indexOf(range);
        return at < 0 ? null : OFFERED.get(at);
    }

    private static double quality(String[] pieces) {
        for (int i = 1; i < pieces.length; i++) {
            String piece = pieces[i].trim();
            if (piece.startsWith("q=")) {
                try {
                    return Double.parseDouble(piece.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
