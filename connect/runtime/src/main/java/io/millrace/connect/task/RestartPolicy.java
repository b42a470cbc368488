package io.millrace.connect.task;

import java.util.Map;

/**
 * How often and when a failed task is started again. <i>Immutable.</i>
 *
 * @param max restarts without a healthy span between, 0 for never, -1 without end
 * @param initialDelayMs before the first; doubles with each
 * @param maxDelayMs the longest
 */
public record RestartPolicy(int max, long initialDelayMs, long maxDelayMs) {
    /** As the connector's config says. */
    public static RestartPolicy from(Map<String, String> config) {
        return new RestartPolicy(
                number(config, "errors.restart.max", 10),
                number(config, "errors.restart.delay.initial.ms", 1_000),
                number(config, "errors.restart.delay.max.ms", 60_000));
    }

    /** The pause before restart number {@code done + 1}. */
    public long delayMs(int done) {
        long delay = initialDelayMs << Math.min(done, 20);
        return Math.min(delay < 0 ? maxDelayMs : delay, maxDelayMs);
    }

    private static int number(Map<String, String> config, String key, int fallback) {
        String value = config.get(key);
        return value == null ? fallback : Integer.parseInt(value.trim());
    }
}
