package io.millrace.registry.json;

import io.millrace.registry.schema.Refusal;

/** How much work one comparison may be, and how deep it may go. <i>Of one comparison.</i> */
final class Budget {
    private static final int MOST_STEPS = 200_000;
    private static final int DEEPEST = 400;

    private long steps;
    private int depth;

    /** One step, one level down; 42201 when it is one too many. */
    void enter() {
        spend(1);
        if (++depth > DEEPEST) {
            throw Refusal.invalidSchema("Invalid schema: its references lead deeper than " + DEEPEST
                    + " levels and cannot be compared; make them flatter, or set the subject's compatibility to NONE");
        }
    }

    void leave() {
        depth--;
    }

    /** Steps on the same level. */
    void spend(long more) {
        steps += more;
        if (steps > MOST_STEPS) {
            throw Refusal.invalidSchema("Invalid schema: with its alternatives it takes more than " + MOST_STEPS
                    + " steps to be compared; make it smaller, or set the subject's compatibility to NONE");
        }
    }
}
