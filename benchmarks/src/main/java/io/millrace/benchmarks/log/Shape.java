package io.millrace.benchmarks.log;

import io.millrace.benchmarks.BenchOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A load: so many records of one size. <i>Immutable.</i>
 *
 * @param name as it stands in the table
 * @param valueBytes of every record
 * @param records of a run
 */
record Shape(String name, int valueBytes, long records) {
    /** After one round the compilers of the servers still take more CPU than their work does. */
    private static final int WARM_UPS = 2;
    /** Smaller loads say nothing of speed, so nothing need be warm. */
    private static final int WORTH_WARMING = 50_000;

    /** How many rounds to run before those that count. */
    static int warmUps(BenchOptions options) {
        return options.recordsOr(WORTH_WARMING) < WORTH_WARMING ? 0 : WARM_UPS;
    }

    /** Those that are asked for. */
    static List<Shape> of(BenchOptions options) {
        List<Shape> shapes = new ArrayList<>();
        if (options.wants("100B", LogBench.SIZES)) {
            shapes.add(new Shape("100 B", 100, options.recordsOr(2_000_000)));
        }
        if (options.wants("1KiB", LogBench.SIZES)) {
            shapes.add(new Shape("1 KiB", 1024, Math.max(1, options.recordsOr(2_000_000) / 5)));
        }
        return shapes;
    }
}
