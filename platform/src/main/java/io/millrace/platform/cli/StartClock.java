package io.millrace.platform.cli;

import java.lang.management.ManagementFactory;

/**
 * How long this process has been coming up. The launcher says when it began; the process's own start time is of no use,
 * since Linux tells it by a boot time of whole seconds. <i>Any thread.</i>
 */
final class StartClock {
    /** Seconds since 1970 with a fraction, as bash's EPOCHREALTIME. */
    private static final String BEGAN = "millrace.began";

    private StartClock() {}

    /** Milliseconds since the launcher began; without a launcher, since this JVM did. */
    static long elapsedMs() {
        return elapsedMs(System.getProperty(BEGAN, ""), System.currentTimeMillis());
    }

    static long elapsedMs(String began, long nowMs) {
        try {
            long beganMs = Math.round(Double.parseDouble(began.replace(',', '.')) * 1000);
            return Math.max(0, nowMs - beganMs);
        } catch (NumberFormatException notSaid) {
            return nowMs - ManagementFactory.getRuntimeMXBean().getStartTime();
        }
    }
}
