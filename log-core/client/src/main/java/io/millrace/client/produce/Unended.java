package io.millrace.client.produce;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The batches that have not ended, in order of their beginning, and which of them it is time for. <i>Loop-owned.</i> */
final class Unended {
    private final long lingerNanos;
    private final long deliveryNanos;
    /** Open batches, and those closed since. */
    private final ArrayDeque<Batch> lingering = new ArrayDeque<>();
    /** Every batch that has not ended, and those ended since. */
    private final ArrayDeque<Batch> all = new ArrayDeque<>();

    Unended(AppendConfig config) {
        lingerNanos = config.lingerMs() * 1_000_000L;
        deliveryNanos = config.deliveryTimeoutMs() * 1_000_000L;
    }

    void add(Batch batch) {
        all.add(batch);
        if (!batch.closed) {
            lingering.add(batch);
        }
    }

    long ripeNanos(Batch batch) {
        return batch.createdNanos + lingerNanos;
    }

    long lateNanos(Batch batch) {
        return batch.createdNanos + deliveryNanos;
    }

    /** The oldest open batch. */
    @Nullable
    Batch oldestOpen() {
        while (!lingering.isEmpty() && lingering.element().closed) {
            lingering.remove();
        }
        return lingering.peek();
    }

    /** The oldest that has not ended. */
    @Nullable
    Batch oldest() {
        while (!all.isEmpty() && all.element().done) {
            all.remove();
        }
        return all.peek();
    }

    /** Those that have not ended. */
    List<Batch> list() {
        List<Batch> left = new ArrayList<>(all);
        left.removeIf(batch -> batch.done);
        return left;
    }

    /** Puts its parts in the place of a batch. */
    void split(Batch whole, List<Batch> parts) {
        List<Batch> before = new ArrayList<>(all);
        all.clear();
        for (Batch batch : before) {
            if (batch == whole) {
                all.addAll(parts);
            } else {
                all.add(batch);
            }
        }
    }
}
