package io.millrace.benchmarks;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to run a benchmark. <i>Immutable.</i>
 *
 * @param runs how often everything is measured, warm-up apart
 * @param records how many records a load has; 0 for what the benchmark thinks right
 * @param times how often the flights are replayed, for the benchmarks that replay them
 * @param only the parts to run; empty for all
 * @param data a directory of this run alone, deleted after it
 * @param progress takes a line for people whenever something was done
 */
public record BenchOptions(int runs, long records, int times, Set<String> only, Path data, Consumer<String> progress) {
    /** Whether a part of the benchmark is asked for. */
    public boolean wants(String part) {
        return only.isEmpty() || only.contains(part);
    }

    /** Whether a part is asked for, among others of its kind: all of a kind are when none of them was named. */
    public boolean wants(String part, Set<String> kind) {
        return only.contains(part) || only.stream().noneMatch(kind::contains);
    }

    /** The number of records, or the benchmark's own when none was given. */
    public long recordsOr(long own) {
        return records > 0 ? records : own;
    }
}
