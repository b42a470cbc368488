package io.millrace.streams;

/** Where a source starts that has no committed offset. *Immutable.* */
public class AutoOffsetReset {
    private static final AutoOffsetReset NONE = new AutoOffsetReset("none");
    private static final AutoOffsetReset EARLIEST = new AutoOffsetReset("earliest");
    private static final AutoOffsetReset LATEST = new AutoOffsetReset("latest");

    private final String strategy;

    private AutoOffsetReset(String strategy) {
        this.strategy = strategy;
    }

    /** Nowhere: the job stops. */
    public static AutoOffsetReset none() {
        return NONE;
    }

    /** At the first record that is kept. */
    public static AutoOffsetReset earliest() {
        return EARLIEST;
    }

    /** After the last record. */
    public static AutoOffsetReset latest() {
        return LATEST;
    }

    /** The name as in the property {@code auto.offset.reset}. */
    @Override
    public String toString() {
        return strategy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AutoOffsetReset that && strategy.equals(that.strategy);
    }

    @Override
    public int hashCode() {
        return strategy.hashCode();
    }
}
