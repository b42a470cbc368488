package io.millrace.benchmarks.log;

import io.millrace.benchmarks.Turns;
import io.millrace.benchmarks.log.node.Server;
import java.lang.management.ManagementFactory;

/**
 * What a load took. <i>Immutable.</i>
 *
 * @param seconds of wall time
 * @param serverCpuSeconds of the node's process, with what it did right after the load
 * @param compilerCpuSeconds of these, what its compilers took
 * @param clientCpuSeconds of this process
 */
record Measured(double seconds, double serverCpuSeconds, double compilerCpuSeconds, double clientCpuSeconds) {
    /** What a server still does right after a load belongs to it: index entries, checkpoints, collections. */
    private static final long AFTERMATH_MS = 250;

    /** Runs a load on a node. */
    static Measured of(Server server, Runnable load) {
        long serverCpu = server.process().cpuNanos();
        long compilerCpu = server.process().compilerCpuNanos();
        Measured own = ofThisProcess(load, 0);
        Turns.pause(AFTERMATH_MS);
        return new Measured(
                own.seconds,
                (server.process().cpuNanos() - serverCpu) / 1e9,
                // A compiler's thread that ended takes its time with it.
                Math.max(0, server.process().compilerCpuNanos() - compilerCpu) / 1e9,
                own.clientCpuSeconds);
    }

    /** What one of so many equal loads took. */
    Measured ofOne(int count) {
        return new Measured(
                seconds / count, serverCpuSeconds / count, compilerCpuSeconds / count, clientCpuSeconds / count);
    }

    /** Runs a load on a log of this process, whose CPU is the client's too. */
    static Measured ofThisProcess(Runnable load) {
        return ofThisProcess(load, AFTERMATH_MS);
    }

    private static Measured ofThisProcess(Runnable load, long aftermathMs) {
        long clientCpu = ownCpuNanos();
        long begin = System.nanoTime();
        load.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (aftermathMs > 0) {
            Turns.pause(aftermathMs);
        }
        return new Measured(seconds, 0, 0, (ownCpuNanos() - clientCpu) / 1e9);
    }

    private static long ownCpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
