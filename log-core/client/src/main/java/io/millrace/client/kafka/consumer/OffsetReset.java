package io.millrace.client.kafka.consumer;

import io.millrace.base.Clock;
import io.millrace.client.admin.Admin;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition begins that has no position: {@code earliest}, {@code latest}, {@code none},
 * {@code by_duration:PnDTnHnMn.nS}. <i>Immutable.</i>
 *
 * @param name the policy's
 * @param back how far, with by_duration
 */
record OffsetReset(String name, @Nullable Duration back) {
    private static final String BY_DURATION = "by_duration:";

    static OffsetReset of(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (!name.startsWith(BY_DURATION)) {
            return new OffsetReset(name, null);
        }
        try {
            return new OffsetReset("by_duration", Duration.parse(text.substring(BY_DURATION.length())));
        } catch (DateTimeParseException e) {
            throw new ConfigException("auto.offset.reset", text, "expected by_duration: and an ISO 8601 duration");
        }
    }

    boolean isNone() {
        return name.equals("none");
    }

    /** As ListOffsets takes it. */
    long spec() {
        if (back != null) {
            return Clock.SYSTEM.wallMs() - back.toMillis();
        }
        return name.equals("earliest") ? Admin.EARLIEST : Admin.LATEST;
    }
}
