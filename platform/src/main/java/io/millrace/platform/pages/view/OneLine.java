package io.millrace.platform.pages.view;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An error in one line: what was wrong at the bottom of it, without the way there. */
public final class OneLine {
    private static final int LONGEST = 400;
    private static final String CAUSE = "Caused by: ";
    private static final Pattern EXCEPTION = Pattern.compile("^(?:[a-z_][\\w$]*\\.)+([A-Z][\\w$]*)(?::\\s*|$)");
    private static final Pattern IN_URL = Pattern.compile("(://[^/\\s:@]*):[^@\\s/]+@");
    private static final Pattern NAMED =
            Pattern.compile("(?i)((?:password|passwd|secret|token|credential)[\\w.]*\\s*[=:]\\s*)[^\\s,;&)}]+");

    private OneLine() {}

    /** Of a message or a stack trace; null of nothing. */
    public static @Nullable String of(@Nullable String trace) {
        if (trace == null || trace.isBlank()) {
            return null;
        }
        int cause = trace.lastIndexOf(CAUSE);
        String from = cause < 0 ? trace : trace.substring(cause + CAUSE.length());
        String line = from.strip().lines().findFirst().orElse("").strip();
        var named = EXCEPTION.matcher(line);
        if (named.find()) {
            String message = line.substring(named.end()).strip();
            line = message.isEmpty() ? named.group(1) : message;
        }
        return cut(withoutSecrets(line));
    }

    /** Of a failure. */
    public static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String line = of(root.getMessage());
        return line == null ? root.getClass().getSimpleName() : line;
    }

    /** Their owners mask them already; this is the second lock. */
    private static String withoutSecrets(String line) {
        return NAMED.matcher(IN_URL.matcher(line).replaceAll("$1:[hidden]@")).replaceAll("$1[hidden]");
    }

    private static String cut(String line) {
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
    }
}
