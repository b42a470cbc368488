package io.millrace.connect.task.flow;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A failure in one line: who, where, and what all causes say. */
public final class OneLine {
    private static final int LONGEST = 600;
    private static final int DEEPEST = 8;

    /** Space, and characters that steer a terminal or turn the direction of writing. */
    private static final Pattern NO_TEXT =
            Pattern.compile("[\\s\\p{Cntrl}\\x{80}-\\x{9f}\\x{200e}\\x{200f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]+");

    private OneLine() {}

    /** For a stage. */
    static String of(String stage, String actor, String place, Throwable why) {
        String simple = actor.substring(actor.lastIndexOf('.') + 1);
        return stage + (simple.isEmpty() ? "" : " (" + simple + ")") + (place.isEmpty() ? "" : " at " + place) + ": "
                + of(why);
    }

    /** The messages of the failure and its causes, each once. */
    public static String of(Throwable why) {
        Set<String> told = new LinkedHashSet<>();
        Throwable each = why;
        for (int depth = 0; each != null && depth < DEEPEST; depth++, each = each.getCause()) {
            String message = told(each);
            if (told.stream().noneMatch(before -> before.contains(message))) {
                told.add(message);
            }
        }
        String line = String.join(": ", told);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /** A plug-in's exception may throw when it is asked. */
    private static @Nullable String message(Throwable each) {
        try {
            return each.getMessage();
        } catch (RuntimeException | LinkageError e) {
            return null;
        }
    }

    /** As its toString, which may throw too. */
    private static String text(Throwable each) {
        String message = message(each);
        String name = each.getClass().getName();
        return message == null ? name : name + ": " + message;
    }

    private static String told(Throwable each) {
        String message = message(each);
        if (message == null || message.isBlank()) {
            return each.getClass().getSimpleName();
        }
        String flat = NO_TEXT.matcher(message).replaceAll(" ").strip();
        // A wrapper's message is often its cause's toString.
        Throwable cause = each.getCause();
        if (cause != null && flat.equals(text(cause))) {
            return each.getClass().getSimpleName();
        }
        return each instanceof ReflectiveOperationException || each instanceof Error
                ? each.getClass().getSimpleName() + " " + flat
                : flat;
    }
}
