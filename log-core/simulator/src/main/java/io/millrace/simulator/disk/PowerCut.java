package io.millrace.simulator.disk;

/** The machine is off: nothing of it goes on, no handler, no clean-up. An error, so that no code of the node stops it. */
public final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;

    PowerCut() {
        super("the power is off", null, false, false);
    }
}
