package io.millrace.connect.task;

import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** What a value may be, beyond its type; each tells it in words. <i>Immutable.</i> */
final class Checks {
    static final Validator NAME = of(
            "a name without control characters",
            value -> value instanceof String name
                    && !name.isBlank()
                    && name.chars().noneMatch(Character::isISOControl));
    static final Validator ALIASES = of(
            "aliases, each once",
            value -> value instanceof List<?> list
                    && new HashSet<>(list).size() == list.size()
                    && list.stream().noneMatch(alias -> String.valueOf(alias).isBlank()));
    static final Validator REGEX = of("a regular expression", value -> value instanceof String text && compiles(text));
    static final Validator REGEXES = of(
            "regular expressions",
            value -> value instanceof List<?> list && list.stream().allMatch(text -> compiles(String.valueOf(text))));

    private Checks() {}

    static Validator of(String expects, Predicate<Object> allowed) {
        return new Validator() {
            @Override
            public void ensureValid(String key, @Nullable Object value) {
                if (value != null && !allowed.test(value)) {
                    throw new ConfigException(key, value, "expected " + expects);
                }
            }

            @Override
            public String toString() {
                return expects;
            }
        };
    }

    private static boolean compiles(String text) {
        try {
            Pattern.compile(text);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
