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
    private static final int LARGEST = 5_000;
    /** What an instruction and a character make together is this part of a step. */
    private static final int PER_STEP = 2_000;

    /** What is known about a text and a pattern. */
    enum Match {
        YES,
        NO,
        UNKNOWN
    }

    private record Compiled(Pattern pattern, int size) {}

    private final Map<String, Optional<Compiled>> compiled = new HashMap<>();
    private final Budget budget;

    Ecma(Budget budget) {
        this.budget = budget;
    }

    /** Whether the pattern is found in the text. */
    Match find(String pattern, String text) {
        Optional<Compiled> known = compiled.computeIfAbsent(pattern, this::compile);
        budget.spend(1 + text.length() / 64);
        if (known.isEmpty()) {
            return Match.UNKNOWN;
        }
        budget.spend((long) text.length() * known.get().size / PER_STEP);
        try {
            return known.get().pattern.matcher(text).find() ? Match.YES : Match.NO;
        } catch (StackOverflowError e) {
            return Match.UNKNOWN;
        }
    }

    private Optional<Compiled> compile(String pattern) {
        int size = pattern.length() > LONGEST ? LARGEST + 1 : PatternSize.of(pattern);
        if (size > LARGEST) {
            return Optional.empty();
        }
        budget.spend(size / 2);
        try {
            return Optional.of(new Compiled(Pattern.compile(pattern), size));
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
