package io.millrace.benchmarks.registry;

import io.millrace.peers.Child;
import java.util.Arrays;
import java.util.List;

/**
 * What calls took. <i>Immutable.</i>
 *
 * @param cpuMs of the whole process that answered, for one call; the kernel counts in steps of 10 ms
 * @param p50Ms the median of the calls' times
 */
record Timed(double cpuMs, double p50Ms) {
    /** Sends one request after another. */
    static Timed of(Child server, KeptAlive connection, List<byte[]> requests) {
        long[] nanos = new long[requests.size()];
        long cpu = server.cpuNanos();
        for (int i = 0; i < nanos.length; i++) {
            long begin = System.nanoTime();
            connection.call(requests.get(i));
            nanos[i] = System.nanoTime() - begin;
        }
        double cpuMs = (server.cpuNanos() - cpu) / 1e6 / nanos.length;
        Arrays.sort(nanos);
        return new Timed(cpuMs, nanos[nanos.length / 2] / 1e6);
    }
}
