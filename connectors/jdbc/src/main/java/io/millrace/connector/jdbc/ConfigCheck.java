package io.millrace.connector.jdbc;

import static io.millrace.connector.jdbc.JdbcSinkConfig.DELETE_ENABLED;
import static io.millrace.connector.jdbc.JdbcSinkConfig.INSERT_MODE;
import static io.millrace.connector.jdbc.JdbcSinkConfig.PK_FIELDS;
import static io.millrace.connector.jdbc.JdbcSinkConfig.PK_MODE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/** Checks a whole configuration at once: every key by its own rule, keys against each other, keys that nobody knows. */
final class ConfigCheck {
    /** A key that begins like one of ours, and is none, was misspelt; others may be the worker's. */
    private static final List<String> OURS = List.of(
            "connection.",
            "insert.",
            "delete.",
            "batch.",
            "table.",
            "pk.",
            "fields.",
            "db.",
            "auto.",
            "max.",
            "retry.");

    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    private ConfigCheck(Map<String, String> properties) {
        for (ConfigValue value : JdbcSinkConfig.definition().validate(properties)) {
            values.put(value.name(), value);
        }
    }

    static Config check(Map<String, String> properties) {
        var check = new ConfigCheck(properties);
        check.together();
        var unknown = new ArrayList<ConfigValue>();
        for (String key : new TreeSet<>(properties.keySet())) {
            if (!check.values.containsKey(key) && check.misspelt(key)) {
                unknown.add(check.unknown(key));
            }
        }
        var all = new ArrayList<>(check.values.values());
        all.addAll(unknown);
        return new Config(all);
    }

    private void together() {
        String mode = word(PK_MODE);
        int names = of(PK_FIELDS).value() instanceof List<?> list ? list.size() : 0;
        if (word(INSERT_MODE).equals("upsert") && mode.equals("none")) {
            wrong(PK_MODE, "insert.mode=upsert needs a primary key: pk.mode must be kafka, record_key or record_value");
        }
        if (mode.equals("none") && names > 0) {
            wrong(PK_FIELDS, "must be left out with pk.mode=none");
        }
        if (mode.equals("kafka") && names != 0 && names != 3) {
            wrong(PK_FIELDS, "must be three names with pk.mode=kafka (for topic, partition and offset), or none");
        }
        if (Boolean.TRUE.equals(of(DELETE_ENABLED).value()) && !mode.equals("record_key")) {
            wrong(DELETE_ENABLED, "needs pk.mode=record_key");
        }
    }

    private boolean misspelt(String key) {
        return OURS.stream().anyMatch(key::startsWith) || nearest(key, 2) != null;
    }

    private ConfigValue unknown(String key) {
        String near = nearest(key, 3);
        // Without its value: who misspells connection.password has still written a password.
        return new ConfigValue(
                key,
                null,
                List.of(),
                List.of(key + " is not a key of this connector"
                        + (near == null ? "" : "; did you mean " + near + "?")));
    }

    private @Nullable String nearest(String key, int most) {
        String best = null;
        int least = most + 1;
        for (String known : values.keySet()) {
            int distance = distance(key, known);
            if (distance < least) {
                least = distance;
                best = known;
            }
        }
        return best;
    }

    /** The letters to add, drop or change from one word to the other. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }

    private String word(String key) {
        Object value = of(key).value();
        return value == null ? "" : value.toString().toLowerCase(Locale.ROOT);
    }

    private void wrong(String key, String says) {
        of(key).addErrorMessage(key + ": " + says);
    }

    private ConfigValue of(String key) {
        return Objects.requireNonNull(values.get(key));
    }
}
