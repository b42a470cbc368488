package io.millrace.storage.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One log's newest batches in memory, in order: a ring that is searched by offset. <i>Loop-owned.</i> */
final class Tail {
    private @Nullable Appended[] ring = new Appended[4];
    private int first;
    private int count;

    void add(Appended appended) {
        if (count == ring.length) {
            Appended[] larger = new Appended[ring.length * 2];
            for (int i = 0; i < count; i++) {
                larger[i] = get(i);
            }
            ring = larger;
            first = 0;
        }
        ring[(first + count) & (ring.length - 1)] = appended;
        count++;
    }

    void removeFirst() {
        ring[first] = null;
        first = (first + 1) & (ring.length - 1);
        count--;
        if (count == 0) {
            ring = new Appended[4];
            first = 0;
        }
    }

    @Nullable
    Appended first() {
        return count == 0 ? null : get(0);
    }

    int count() {
        return count;
    }

    Appended get(int number) {
        Appended appended = ring[(first + number) & (ring.length - 1)];
        if (appended == null) {
            throw new IllegalStateException("no batch " + number + " of " + count);
        }
        return appended;
    }

    /** Slices from the batch that holds the offset, adjacent ones joined; null when it is not in memory. */
    @Nullable
    List<ByteBuffer> read(long offset, long limitOffset, int maxBytes) {
        return read(offset, limitOffset, maxBytes, chunk -> {});
    }

    /** As above, and shows the chunk of each slice. */
    @Nullable
    List<ByteBuffer> read(long offset, long limitOffset, int maxBytes, Consumer<Chunk> chunks) {
        if (count == 0 || offset < get(0).baseOffset || offset >= get(count - 1).endOffset) {
            return null;
        }
        List<ByteBuffer> slices = new ArrayList<>(2);
        int bytes = 0;
        int next = find(offset);
        while (next < count && get(next).baseOffset < limitOffset) {
            Appended run = get(next);
            int length = 0;
            Appended batch = run;
            while (batch.baseOffset < limitOffset
                    && batch.buffer() == run.buffer()
                    && batch.position() == run.position() + length
                    && (bytes == 0 || bytes + batch.size() <= maxBytes)) {
                length += batch.size();
                bytes += batch.size();
                if (++next == count) {
                    break;
                }
                batch = get(next);
            }
            if (length == 0) {
                break;
            }
            chunks.accept(run.chunk());
            slices.add(run.buffer().slice(run.position(), length));
        }
        return slices;
    }

    private int find(long offset) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (get(middle).baseOffset <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
