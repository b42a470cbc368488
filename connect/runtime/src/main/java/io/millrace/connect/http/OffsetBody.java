package io.millrace.connect.http;

import io.millrace.connect.herder.config.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body that moves a connector: {@code {"offsets": [{"partition": {...}, "offset": {...} or null}]}}. */
final class OffsetBody {
    private OffsetBody() {}

    static Map<Map<String, ?>, @Nullable Map<String, ?>> read(Map<String, @Nullable Object> body) {
        if (!(body.get("offsets") instanceof List<?> list) || list.isEmpty()) {
            throw new Refused(Refused.BAD, "offsets is missing or empty: expected a list of partition and offset");
        }
        Map<Map<String, ?>, @Nullable Map<String, ?>> changes = new HashMap<>();
        for (Object one : list) {
            if (!(one instanceof Map<?, ?> pair) || !(pair.get("partition") instanceof Map<?, ?> partition)) {
                throw new Refused(Refused.BAD, "each of offsets must have a partition, which is a JSON object");
            }
            Object offset = pair.get("offset");
            if (offset != null && !(offset instanceof Map)) {
                throw new Refused(Refused.BAD, "an offset must be a JSON object, or null to take it out");
            }
            if (changes.put(named(partition), offset == null ? null : named((Map<?, ?>) offset)) != null) {
                throw new Refused(Refused.BAD, "a partition stands twice in offsets");
            }
        }
        return changes;
    }

    @SuppressWarnings("unchecked") // the names of a JSON object are text
    private static Map<String, ?> named(Map<?, ?> object) {
        return (Map<String, ?>) object;
    }
}
