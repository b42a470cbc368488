package io.millrace.streams.kstream;

import java.util.Map;

/** How time is cut into windows. *Immutable.* */
public abstract sealed class Windows<W extends Window> permits TimeWindows {
    Windows() {}

    /** The windows that a moment falls into, by their start, oldest first. */
    public abstract Map<Long, W> windowsFor(long timestamp);

    /** How long a window is, in milliseconds. */
    public abstract long size();

    /** How long after its end a window still takes records, in milliseconds of stream time. */
    public abstract long gracePeriodMs();
}
