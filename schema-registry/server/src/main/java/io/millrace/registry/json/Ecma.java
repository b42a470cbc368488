package io.millrace.registry.json;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Regular expressions as schemas write them, matched in time that grows with the text and no faster. Those that such an
 * engine does not know (look-around, back references) match nobody knows what. <i>Of one comparison.</i>
 */
final class Ecma {
    private static final int LONGEST = 1_000;
    private static final int MOST_COUNTED = 10;

    /** What is known about a text and a pattern. */
    enum Match {
        YES,
        NO,
        UNKNOWN
    }

    private final Map<String, Optional<Pattern>> compiled = new HashMap<>();
    private final Budget budget;

    Ecma(Budget budget) {
        this.budget = budget;
    }

    /** Whether the pattern is found in the text. */
    Match find(String pattern, String text) {
        budget.spend(1 + text.length() / 64);
        Optional<Pattern> known = compiled.computeIfAbsent(pattern, Ecma::compile);
        if (known.isEmpty()) {
            return Match.UNKNOWN;
        }
        return known.get().matcher(text).find() ? Match.YES : Match.NO;
    }

    private static Optional<Pattern> compile(String pattern) {
        if (pattern.length() > LONGEST || pattern.chars().filter(c -> c == '{').count() > MOST_COUNTED) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile(pattern));
        } catch (PatternSyntaxException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    /** 42201 when it is no regular expression in Java's eyes either, which know nearly all that ECMA-262 has. */
    static void check(String pattern, String path) {
        try {
            java.util.regex.Pattern.compile(pattern);
        } catch (java.util.regex.PatternSyntaxException | StackOverflowError e) {
            String reason = e instanceof java.util.regex.PatternSyntaxException syntax
                    ? syntax.getDescription() + " near index " + syntax.getIndex()
                    : "nested too deep";
            throw JsonText.invalid("\"" + (pattern.length() > 100 ? pattern.substring(0, 100) + "…" : pattern)
                    + "\" at " + path + " is no regular expression: " + reason);
        }
    }
}
