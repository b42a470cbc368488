package io.millrace.benchmarks.streams.job;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Reads the clock and the CPU time of this process and of the broker's. <i>Any thread.</i> */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long brokerPid;

    /** With the broker's process id, -1 when the log is in this process. */
    Meter(long brokerPid) {
        this.brokerPid = brokerPid;
    }

    /**
     * What the clocks say at one instant.
     *
     * @param nanos of the monotonic clock
     * @param ownCpuNanos user and system time of this process, every thread of it
     * @param brokerCpuNanos the same of the broker's process, 0 when there is none
     */
    record Reading(long nanos, long ownCpuNanos, long brokerCpuNanos) {}

    Reading read() {
        return new Reading(System.nanoTime(), SYSTEM.getProcessCpuTime(), brokerCpuNanos());
    }

    private long brokerCpuNanos() {
        return brokerPid < 0
                ? 0
                : ProcessHandle.of(brokerPid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .map(Duration::toNanos)
                        .orElseThrow(() -> new IllegalStateException("the broker's CPU time cannot be read"));
    }
}
