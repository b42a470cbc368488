package io.millrace.simulator.copy;

import io.millrace.simulator.check.Mark;
import java.util.ArrayList;
import java.util.List;

/**
 * One transaction as its application knows it. <i>Loop-owned.</i>
 *
 * <pre>
 * OPEN --asked to commit--> IN_DOUBT --told so--> COMMITTED
 * OPEN --aborted, or its producer fenced--> ABORTED
 * </pre>
 */
final class Deal {
    private final int number;
    private final String who;
    private final List<Mark> marks = new ArrayList<>();
    private Fate fate = Fate.OPEN;

    enum Fate {
        OPEN,
        /** All of it or nothing of it. */
        IN_DOUBT,
        COMMITTED,
        ABORTED
    }

    Deal(int number, String who) {
        this.number = number;
        this.who = who;
    }

    int number() {
        return number;
    }

    String who() {
        return who;
    }

    /** Its records. */
    List<Mark> marks() {
        return marks;
    }

    Fate fate() {
        return fate;
    }

    void fate(Fate next) {
        fate = next;
    }

    @Override
    public String toString() {
        return "t" + number + " of " + who;
    }
}
