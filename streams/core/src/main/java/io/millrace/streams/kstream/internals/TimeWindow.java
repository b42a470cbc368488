package io.millrace.streams.kstream.internals;

import io.millrace.streams.kstream.Window;

/** A window that includes its start and excludes its end. *Immutable.* */
public class TimeWindow extends Window {
    /** From start, included, to end, excluded. */
    public TimeWindow(long startMs, long endMs) {
        super(startMs, endMs);
        if (startMs == endMs) {
            throw new IllegalArgumentException("Window endMs must be greater than window startMs.");
        }
    }

    @Override
    public boolean overlap(Window other) {
        if (getClass() != other.getClass()) {
            throw new IllegalArgumentException(
                    "Cannot compare windows of different type. Other window has type " + other.getClass() + ".");
        }
        return startMs < other.end() && other.start() < endMs;
    }
}
