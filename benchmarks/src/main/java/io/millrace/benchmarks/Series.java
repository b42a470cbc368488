package io.millrace.benchmarks;

import java.util.List;

/**
 * The values of one thing measured in several runs. <i>Immutable.</i>
 *
 * @param values in the order of the runs; at least one
 */
public record Series(List<Double> values) {
    /** Keeps its own copy. */
    public Series {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a series needs a value");
        }
    }

    /** The middle value, or the mean of the two middle ones. */
    public double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value. */
    public double min() {
        return sorted()[0];
    }

    /** The largest value. */
    public double max() {
        return sorted()[values.size() - 1];
    }

    private double[] sorted() {
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
