package io.millrace.benchmarks.connect;

import io.millrace.benchmarks.BenchOptions;

/** How progress names a round. */
final class Rounds {
    private Rounds() {}

    /** Such as {@code file source, run 2/5}. */
    static String label(String what, int round, int warmUp, BenchOptions options) {
        return round < warmUp
                ? what + ", warm-up " + (round + 1) + "/" + warmUp + "  "
                : what + ", run " + (round - warmUp + 1) + "/" + options.runs() + "  ";
    }
}
