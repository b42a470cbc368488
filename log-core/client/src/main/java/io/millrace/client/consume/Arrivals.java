package io.millrace.client.consume;

import java.util.ArrayDeque;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.jspecify.annotations.Nullable;

/** What was fetched and not polled yet, and the bytes that it and the polled slices hold. <i>Loop-owned.</i> */
final class Arrivals {
    private final ArrayDeque<Slice> slices = new ArrayDeque<>();
    private final Runnable freed;
    private long heldBytes;

    /** Tells whenever a slice gave its bytes back. */
    Arrivals(Runnable freed) {
        this.freed = freed;
    }

    /** Of all slices that are not closed. */
    long heldBytes() {
        return heldBytes;
    }

    boolean isEmpty() {
        return slices.isEmpty();
    }

    void add(Source source, WholeBatches batches, long offset, PartitionData data, SharedResponse shared) {
        int bytes = batches.sizeInBytes();
        source.heldBytes += bytes;
        heldBytes += bytes;
        shared.hold();
        slices.add(new Slice(source, batches, offset, data, () -> {
            source.heldBytes -= bytes;
            heldBytes -= bytes;
            shared.release();
            freed.run();
        }));
    }

    /** The next in order of arrival, or null; those of paused partitions are parked. */
    @Nullable
    Slice poll() {
        for (Slice slice = slices.poll(); slice != null; slice = slices.poll()) {
            if (!slice.source.paused) {
                return slice;
            }
            slice.source.parked.add(slice);
        }
        return null;
    }

    /** What is parked of it comes first again. */
    void unpark(Source source) {
        while (!source.parked.isEmpty()) {
            slices.addFirst(source.parked.removeLast());
        }
    }

    /** Closes all that is there of it. */
    void drop(Source source) {
        for (Slice slice : slices) {
            if (slice.source == source) {
                slice.close();
            }
        }
        slices.removeIf(slice -> slice.source == source);
        source.parked.forEach(Slice::close);
        source.parked.clear();
    }
}
