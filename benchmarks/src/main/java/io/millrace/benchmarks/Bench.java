package io.millrace.benchmarks;

import io.millrace.benchmarks.draw.Drawing;
import java.util.List;
import java.util.Set;

/** One benchmark of {@code ./millrace bench}; a {@link java.util.ServiceLoader} finds it. Used by one thread. */
public interface Bench {
    /** What {@code ./millrace bench} calls it. */
    String name();

    /** One line that says what is compared. */
    String says();

    /** What {@code --only} may name; empty when anything goes. */
    default Set<String> parts() {
        return Set.of();
    }

    /** What its report looks like; none unless it says so. */
    default List<Drawing> drawings(Report report) {
        return List.of();
    }

    /** Runs everything that was asked for and returns what was measured; its children have ended when it returns. */
    Report run(BenchOptions options);
}
