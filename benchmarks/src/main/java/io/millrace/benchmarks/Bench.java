package io.millrace.benchmarks;

/** One benchmark of {@code ./millrace bench}; a {@link java.util.ServiceLoader} finds it. Used by one thread. */
public interface Bench {
    /** What {@code ./millrace bench} calls it. */
    String name();

    /** One line that says what is compared. */
    String says();

    /** Runs everything that was asked for and returns what was measured; its children have ended when it returns. */
    Report run(BenchOptions options);
}
