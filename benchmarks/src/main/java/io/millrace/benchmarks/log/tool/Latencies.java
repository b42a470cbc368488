package io.millrace.benchmarks.log.tool;

import java.util.Arrays;

/** How long each record of a load took, as exact as microseconds are. <i>Immutable.</i> */
public final class Latencies {
    private final int[] sortedMicros;

    /** Of these, in any order; at least one. */
    Latencies(int[] micros) {
        sortedMicros = micros.clone();
        Arrays.sort(sortedMicros);
    }

    /** The milliseconds that this share of all records took at most, such as 0.99. */
    public double atMostMs(double share) {
        int place = (int) Math.ceil(share * sortedMicros.length) - 1;
        return sortedMicros[Math.max(0, Math.min(sortedMicros.length - 1, place))] / 1e3;
    }

    /** How many records there are. */
    public int count() {
        return sortedMicros.length;
    }
}
