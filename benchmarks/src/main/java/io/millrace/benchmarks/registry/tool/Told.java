package io.millrace.benchmarks.registry.tool;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** Measures, and prints what was measured: a line {@code figure NAME VALUE} each, for the benchmark to read. One thread. */
final class Told {
    private static final int WARM_UP = 8;
    private static final int BATCHES = 5;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Told() {}

    /** A call that may fail. */
    interface Step {
        void run(int number) throws Exception;
    }

    /** Nanoseconds and allocated bytes of one record: the median of several batches, warm. */
    static void perRecord(String name, int records, IntUnaryOperator step) {
        double[] nanos = new double[BATCHES];
        double bytes = 0;
        long sum = 0;
        for (int batch = -WARM_UP; batch < BATCHES; batch++) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long begin = System.nanoTime();
            for (int i = 0; i < records; i++) {
                sum += step.applyAsInt(i);
            }
            if (batch >= 0) {
                nanos[batch] = (System.nanoTime() - begin) / (double) records;
                bytes = (THREADS.getCurrentThreadAllocatedBytes() - allocated) / (double) records;
            }
        }
        Arrays.sort(nanos);
        figure(name + "-ns", nanos[BATCHES / 2]);
        figure(name + "-bytes", bytes);
        System.out.println("sum " + sum);
    }

    /** The median time of calls, and the CPU of this process for one. */
    static void perCall(String name, int calls, boolean measured, Step step) throws Exception {
        long[] nanos = new long[calls];
        long cpu = SYSTEM.getProcessCpuTime();
        for (int i = 0; i < calls; i++) {
            long begin = System.nanoTime();
            step.run(i);
            nanos[i] = System.nanoTime() - begin;
        }
        double cpuMs = (SYSTEM.getProcessCpuTime() - cpu) / 1e6 / calls;
        Arrays.sort(nanos);
        if (measured) {
            figure(name + "-p50-ms", nanos[calls / 2] / 1e6);
            figure(name + "-cpu-ms", cpuMs);
        }
    }

    private static void figure(String name, double value) {
        System.out.println(String.format(Locale.ROOT, "figure %s %.6f", name, value));
    }
}
