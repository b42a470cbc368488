package io.millrace.streams.kstream;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Makes what a windowed serde wraps, of the class that the configuration names. */
final class WindowedInner {
    private WindowedInner() {}

    /** An instance of the class, or null when none is named. */
    @SuppressWarnings("unchecked")
    static <T> @Nullable T configured(Map<String, ?> configs, String key) {
        Object given = configs.get(key);
        if (given == null) {
            return null;
        }
        try {
            return (T)
                    (given instanceof Class<?> type
                            ? Utils.newInstance(type)
                            : Utils.newInstance(given.toString(), Object.class));
        } catch (ClassNotFoundException e) {
            throw new ConfigException(key, given, "no such class");
        }
    }
}
