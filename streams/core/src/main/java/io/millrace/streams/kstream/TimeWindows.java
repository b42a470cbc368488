package io.millrace.streams.kstream;

import io.millrace.streams.kstream.internals.TimeWindow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Windows of a fixed size, aligned to the epoch: tumbling, or hopping when they advance by less than their size. *Immutable.* */
public final class TimeWindows extends Windows<TimeWindow> {
    /** How long a window is. */
    public final long sizeMs;
    /** How far a window starts after the one before. */
    public final long advanceMs;

    private final long graceMs;

    private TimeWindows(long sizeMs, long advanceMs, long graceMs) {
        if (sizeMs <= 0) {
            throw new IllegalArgumentException("Window size (sizeMs) must be larger than zero, and is " + sizeMs + ".");
        }
        if (advanceMs <= 0 || advanceMs > sizeMs) {
            throw new IllegalArgumentException("Window advancement interval should be more than zero and less than"
                    + " or equal to the window size " + sizeMs + " ms, and is " + advanceMs + " ms.");
        }
        if (graceMs < 0) {
            throw new IllegalArgumentException("Grace period must not be negative, and is " + graceMs + " ms.");
        }
        this.sizeMs = sizeMs;
        this.advanceMs = advanceMs;
        this.graceMs = graceMs;
    }

    /** Tumbling windows of this size that take no record after their end. */
    public static TimeWindows ofSizeWithNoGrace(Duration size) throws IllegalArgumentException {
        return ofSizeAndGrace(size, Duration.ZERO);
    }

    /** Tumbling windows of this size that take records until stream time is so long after their end. */
    public static TimeWindows ofSizeAndGrace(Duration size, Duration afterWindowEnd) throws IllegalArgumentException {
        long sizeMs = Millis.of(size, "size");
        return new TimeWindows(sizeMs, sizeMs, Millis.of(afterWindowEnd, "afterWindowEnd"));
    }

    /** The same size and grace, with a window starting every so often. */
    public TimeWindows advanceBy(Duration advance) {
        return new TimeWindows(sizeMs, Millis.of(advance, "advance"), graceMs);
    }

    @Override
    public Map<Long, TimeWindow> windowsFor(long timestamp) {
        Map<Long, TimeWindow> windows = new LinkedHashMap<>();
        long start = Math.max(0, timestamp - sizeMs + advanceMs) / advanceMs * advanceMs;
        for (; start <= timestamp; start += advanceMs) {
            windows.put(start, new TimeWindow(start, start + sizeMs));
        }
        return windows;
    }

    @Override
    public long size() {
        return sizeMs;
    }

    @Override
    public long gracePeriodMs() {
        return graceMs;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimeWindows that
                && sizeMs == that.sizeMs
                && advanceMs == that.advanceMs
                && graceMs == that.graceMs;
    }

    @Override
    public int hashCode() {
        return Objects.hash(sizeMs, advanceMs, graceMs);
    }

    @Override
    public String toString() {
        return "TimeWindows{sizeMs=" + sizeMs + ", advanceMs=" + advanceMs + ", graceMs=" + graceMs + '}';
    }
}
