package io.millrace.connect.task;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** Values that must not be seen, and the eraser that takes them out of any text that leaves. <i>Immutable.</i> */
public final class Secrets {
    /** What stands in a secret's place. */
    public static final String HIDDEN = "[hidden]";

    private static final Pattern IN_URL = Pattern.compile(
            "(?i)((?:password|passwd|pwd|secret|token|api[-_]?key)=)([^&;\\s\"']+)|(://[^/\\s:@\"']*:)([^@\\s\"']+)(?=@)");
    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i).*(password|passwd|passphrase|secret|token|credential|api[-_.]?key|jaas\\.config).*");
    private static final int LONGEST_TRACE = 64 << 10;
    private static final Secrets NONE = new Secrets(List.of());

    /** The longest first, so that a secret within another leaves nothing of it. */
    private final List<String> values;

    private Secrets(Collection<String> values) {
        List<String> sorted = new ArrayList<>(new LinkedHashSet<>(values));
        sorted.removeIf(String::isBlank);
        sorted.sort(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        this.values = List.copyOf(sorted);
    }

    /** Nothing to hide but what looks like a password in a URL. */
    public static Secrets none() {
        return NONE;
    }

    /** The values of the definition's PASSWORD keys, of keys that look like it, and passwords within URLs. */
    public static Secrets of(ConfigDef def, Map<String, String> config) {
        List<String> found = new ArrayList<>();
        config.forEach((key, value) -> {
            if (value == null) {
                return;
            }
            if (isSecret(def, key)) {
                found.add(value);
            }
            Matcher inUrl = IN_URL.matcher(value);
            while (inUrl.find()) {
                found.add(inUrl.group(2) == null ? inUrl.group(4) : inUrl.group(2));
            }
        });
        return found.isEmpty() ? NONE : new Secrets(found);
    }

    /** Whether the key's value is not to be shown: by its type, or, where the definition does not know it, by its name. */
    public static boolean isSecret(ConfigDef def, String key) {
        ConfigDef.ConfigKey known = def.configKeys().get(key);
        return known == null
                ? SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).matches()
                : known.type == ConfigDef.Type.PASSWORD;
    }

    /** Both. */
    public Secrets and(Secrets other) {
        Set<String> all = new LinkedHashSet<>(values);
        all.addAll(other.values);
        return new Secrets(all);
    }

    /** The text without them. */
    public String scrub(String text) {
        String scrubbed = text;
        for (String value : values) {
            scrubbed = scrubbed.replace(value, HIDDEN);
        }
        return IN_URL.matcher(scrubbed)
                .replaceAll(m -> Matcher.quoteReplacement((m.group(1) == null ? m.group(3) : m.group(1)) + HIDDEN));
    }

    /** The stack trace without them, its beginning if it is long. */
    public String trace(Throwable why) {
        StringWriter text = new StringWriter();
        try {
            why.printStackTrace(new PrintWriter(text));
        } catch (RuntimeException | LinkageError e) {
            text.append(why.getClass().getName()).append(", whose message cannot be read");
        }
        String whole = scrub(text.toString());
        return whole.length() <= LONGEST_TRACE ? whole : whole.substring(0, LONGEST_TRACE) + "...";
    }

    /** How many, never which. */
    @Override
    public String toString() {
        return values.size() + " secrets";
    }
}
