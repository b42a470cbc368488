package io.millrace.connector.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The passwords that a configuration holds, and how to keep them out of what is said. <i>Immutable.</i> */
final class Secrets {
    private static final Pattern IN_URL = Pattern.compile(
            "(?i)[?&;][^=&;]*(?:password|passwd|pwd|secret|token)[^=&;]*=([^&;#]*)|//[^/@:]*:([^/@]+)@");
    private static final String HIDDEN = "[hidden]";

    private final Set<String> words = new LinkedHashSet<>();

    Secrets(JdbcSinkConfig config) {
        if (config.password() != null) {
            add(config.password().value());
        }
        Matcher found = IN_URL.matcher(config.url());
        while (found.find()) {
            String raw = found.group(1) == null ? found.group(2) : found.group(1);
            add(raw);
            try {
                add(URLDecoder.decode(raw, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // Not encoded after all: the raw word is all there is.
            }
        }
    }

    private void add(String word) {
        if (!word.isEmpty()) {
            words.add(word);
        }
    }

    /** The text with every password blotted out. */
    String clean(String text) {
        String clean = text;
        for (String word : words) {
            clean = clean.replace(word, HIDDEN);
        }
        return clean;
    }

    /** The error as something to name as a cause: its words cleaned, its trace and state kept. */
    SQLException clean(SQLException error) {
        var clean =
                new SQLException(clean(String.valueOf(error.getMessage())), error.getSQLState(), error.getErrorCode());
        clean.setStackTrace(error.getStackTrace());
        return clean;
    }
}
