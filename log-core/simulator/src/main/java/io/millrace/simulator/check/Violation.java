package io.millrace.simulator.check;

/** An invariant does not hold. An error, so that nobody between the check and the run stops it. */
public final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final String invariant;

    /** Of that invariant, with what was seen. */
    public Violation(String invariant, String seen) {
        super(invariant + ": " + seen);
        this.invariant = invariant;
    }

    /** Its name. */
    public String invariant() {
        return invariant;
    }
}
