package io.millrace.benchmarks.docs;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares what a page shows with what was printed: how wide columns are is left open, and so is what an ellipsis hides. */
final class Shown {
    private static final String ELLIPSIS = "…";

    private Shown() {}

    static boolean matches(List<String> shown, String printed) {
        String pattern = shown.stream()
                .map(String::strip)
                .map(line -> line.equals(ELLIPSIS) ? "(.*\n)*?" : pattern(line) + "\n")
                .collect(Collectors.joining());
        String said = printed.lines()
                .map(line -> line.strip().replaceAll("\\s+", " ") + "\n")
                .collect(Collectors.joining());
        return Pattern.matches(pattern, said);
    }

    private static String pattern(String line) {
        return List.of(line.replaceAll("\\s+", " ").split(ELLIPSIS, -1)).stream()
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
    }
}
