package io.millrace.benchmarks.draw;

import java.util.List;

/**
 * One measured quantity: a bar for every subject on one scale. <i>Immutable.</i>
 *
 * @param title what, in which unit, and which way is better
 * @param bars in the order of the table; at least one
 */
public record Panel(String title, List<Bar> bars) {
    /** Keeps its own copy. */
    public Panel {
        bars = List.copyOf(bars);
    }

    /** The largest value that the scale has to hold. */
    double largest() {
        return bars.stream()
                .mapToDouble(bar -> Math.max(bar.max(), Double.isNaN(bar.goal()) ? 0 : bar.goal()))
                .max()
                .orElse(0);
    }
}
