package io.millrace.connector.jdbc;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What one key's value may be. <i>Immutable.</i> */
final class ConfigRules {
    private static final String PREFIX = "jdbc:postgresql:";

    private ConfigRules() {}

    static Validator url() {
        return (name, value) -> {
            // The value stays out of the message: it may hold a password.
            if (value == null || !value.toString().startsWith(PREFIX)) {
                throw new ConfigException(name + " must be " + PREFIX + "//HOST:PORT/DATABASE");
            }
        };
    }

    static Validator tableName() {
        return (name, value) -> {
            String[] parts = value == null ? new String[0] : value.toString().split("\\.", -1);
            if (parts.length == 0 || parts.length > 2 || List.of(parts).contains("")) {
                throw new ConfigException(name, value, "must be TABLE or SCHEMA.TABLE, ${topic} in it for the topic");
            }
        };
    }

    static Validator names() {
        return (name, value) -> {
            List<?> names = value instanceof List<?> list ? list : List.of();
            if (names.contains("") || new HashSet<>(names).size() < names.size()) {
                throw new ConfigException(name, value, "must be names parted by commas, each once");
            }
        };
    }

    static Validator zone() {
        return (name, value) -> {
            try {
                ZoneId.of(String.valueOf(value));
            } catch (DateTimeException e) {
                throw new ConfigException(name, value, "must be a time zone such as UTC or Europe/Berlin");
            }
        };
    }

    static Validator oneOf(String... words) {
        return new OneOf(List.of(words));
    }

    /** A choice among words, which a form may offer. */
    private record OneOf(List<String> words) implements Validator, Recommender {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value == null || words.stream().noneMatch(value.toString()::equalsIgnoreCase)) {
                throw new ConfigException(name, value, "must be one of " + String.join(", ", words));
            }
        }

        @Override
        public List<Object> validValues(String name, Map<String, Object> parsedConfig) {
            return List.copyOf(words);
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsedConfig) {
            return true;
        }

        @Override
        public String toString() {
            return "one of " + String.join(", ", words);
        }
    }
}
