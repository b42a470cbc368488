package io.millrace.broker.partition;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one partition: which are open, which have ended but not yet durably, and which were aborted. From
 * them the last stable offset follows: below it every transaction has ended. <i>Loop-owned.</i>
 */
final class Transactions {
    private final TreeMap<Long, Long> openByFirstOffset = new TreeMap<>();
    private final TreeMap<Long, Long> endingByFirstOffset = new TreeMap<>();
    private final ArrayDeque<Ending> ending = new ArrayDeque<>();
    /** In the order of their markers. */
    private List<AbortedTransaction> aborted = new ArrayList<>();

    private record Ending(long firstOffset, long markerOffset) {}

    void begin(long producerId, long firstOffset) {
        openByFirstOffset.put(firstOffset, producerId);
    }

    void end(long producerId, long firstOffset, long markerOffset, boolean commit) {
        openByFirstOffset.remove(firstOffset);
        ending.add(new Ending(firstOffset, markerOffset));
        endingByFirstOffset.put(firstOffset, markerOffset);
        if (!commit) {
            long stable = openByFirstOffset.isEmpty() ? markerOffset + 1 : openByFirstOffset.firstKey();
            aborted.add(new AbortedTransaction(producerId, firstOffset, markerOffset, stable));
        }
    }

    /** What readers of committed records may see, when that high watermark is reached. */
    long lastStableOffset(long highWatermark) {
        for (Ending head = ending.peek(); head != null && head.markerOffset < highWatermark; head = ending.peek()) {
            ending.poll();
            endingByFirstOffset.remove(head.firstOffset);
        }
        long stable = highWatermark;
        if (!openByFirstOffset.isEmpty()) {
            stable = Math.min(stable, openByFirstOffset.firstKey());
        }
        if (!endingByFirstOffset.isEmpty()) {
            stable = Math.min(stable, endingByFirstOffset.firstKey());
        }
        return stable;
    }

    /** The aborted ones with records from the offset on and below the end. */
    List<AbortedTransaction> abortedIn(long offset, long end) {
        List<AbortedTransaction> found = new ArrayList<>();
        for (int i = firstEndingFrom(offset); i < aborted.size(); i++) {
            AbortedTransaction each = aborted.get(i);
            if (each.firstOffset() < end) {
                found.add(each);
            }
            if (each.lastStableOffset() >= end) {
                break;
            }
        }
        return found;
    }

    private int firstEndingFrom(long offset) {
        int low = 0;
        int high = aborted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (aborted.get(middle).lastOffset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Forgets what lies wholly before the first offset kept. */
    void deletedBefore(long startOffset) {
        int gone = firstEndingFrom(startOffset);
        if (gone > 0) {
            aborted = new ArrayList<>(aborted.subList(gone, aborted.size()));
        }
    }

    List<AbortedTransaction> aborted() {
        return aborted;
    }

    /** Takes back one that a snapshot holds. */
    void restore(AbortedTransaction transaction) {
        aborted.add(transaction);
    }

    /** The first offset of the oldest open one; null when none is. */
    @Nullable
    Long oldestOpen() {
        return openByFirstOffset.isEmpty() ? null : openByFirstOffset.firstKey();
    }
}
