package io.millrace.streams.kstream;

import java.time.Instant;

/** A span of event time, in milliseconds. *Immutable.* */
public abstract class Window {
    /** Where it starts. */
    protected final long startMs;
    /** Where it ends. */
    protected final long endMs;

    /** From start to end. */
    protected Window(long startMs, long endMs) {
        if (startMs < 0) {
            throw new IllegalArgumentException("Window startMs time cannot be negative, and is " + startMs + ".");
        }
        if (endMs < startMs) {
            throw new IllegalArgumentException(
                    "Window endMs time " + endMs + " cannot be smaller than window startMs time " + startMs + ".");
        }
        this.startMs = startMs;
        this.endMs = endMs;
    }

    /** Where it starts. */
    public long start() {
        return startMs;
    }

    /** Where it ends. */
    public long end() {
        return endMs;
    }

    /** Where it starts. */
    public Instant startTime() {
        return Instant.ofEpochMilli(startMs);
    }

    /** Where it ends. */
    public Instant endTime() {
        return Instant.ofEpochMilli(endMs);
    }

    /** Whether it has a moment in common with the other, which is of the same kind. */
    public abstract boolean overlap(Window other);

    @Override
    public boolean equals(Object obj) {
        return this == obj
                || obj != null
                        && getClass() == obj.getClass()
                        && startMs == ((Window) obj).startMs
                        && endMs == ((Window) obj).endMs;
    }

    @Override
    public int hashCode() {
        return (int) ((startMs << 32 | endMs) % 0xFFFFFFFFL);
    }

    @Override
    public String toString() {
        return "Window{startMs=" + startMs + ", endMs=" + endMs + '}';
    }
}
