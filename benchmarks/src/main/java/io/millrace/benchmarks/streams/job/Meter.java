package io.millrace.benchmarks.streams.job;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Reads the clock and the CPU time of this process and of the broker's. <i>Any thread.</i> */
final class Meter {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** The kernel tells processor time in hundredths of a second. */
    private static final long NANOS_PER_TICK = 10_000_000;

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
     * @param compilerCpuNanos what the JIT compiler's threads have of it, as far as the system tells
     * @param brokerCpuNanos the same of the broker's process, 0 when there is none
     */
    record Reading(long nanos, long ownCpuNanos, long compilerCpuNanos, long brokerCpuNanos) {}

    Reading read() {
        return new Reading(System.nanoTime(), SYSTEM.getProcessCpuTime(), compilerCpuNanos(), brokerCpuNanos());
    }

    private static long compilerCpuNanos() {
        long ticks = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                int name = stat.lastIndexOf(')');
                if (stat.substring(0, name).contains("CompilerThre")) {
                    // After the name: state is field 3, user and system ticks are fields 14 and 15.
                    String[] fields = stat.substring(name + 2).split(" ");
                    ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                }
            }
        } catch (IOException noSuchSystem) {
            return 0;
        }
        return ticks * NANOS_PER_TICK;
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
