package io.millrace.benchmarks.connect;

import io.millrace.benchmarks.BenchOptions;

/** The rounds of a load: those that warm up, then those that count. */
final class Rounds {
    private static final int MOST_WARM_UP = 4;

    private Rounds() {}

    /** How many warm up: four make the compilers' share small, and a short look does with fewer. */
    static int warmUp(BenchOptions options) {
        return Math.min(MOST_WARM_UP, 1 + options.runs());
    }

    /** Such as {@code file source, run 2/5}. */
    static String label(String what, int round, BenchOptions options) {
        int warmUp = warmUp(options);
        return round < warmUp
                ? what + ", warm-up " + (round + 1) + "/" + warmUp + "  "
                : what + ", run " + (round - warmUp + 1) + "/" + options.runs() + "  ";
    }
}
