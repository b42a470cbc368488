package io.millrace.storage.log;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A stretch of memory that one loop appends batches to. It is used again when no batch of it is kept any more and all who
 * held it for a fetch have let go; one that is never let go belongs to the garbage collector. <i>Loop-owned</i>, but for
 * {@link #letGo}.
 */
final class Chunk {
    private final ByteBuffer memory;
    private final Consumer<Chunk> free;
    /** The loop counts as one holder, as long as it appends or keeps batches here. */
    private final AtomicInteger holders = new AtomicInteger(1);

    private int batches;
    private boolean open = true;
    private boolean lost;

    /** Handed to the consumer, on any thread, when it may be used again. */
    Chunk(int bytes, Consumer<Chunk> free) {
        this.memory = ByteBuffer.allocate(bytes);
        this.free = free;
    }

    /** Where the next batch goes is its position. */
    ByteBuffer memory() {
        return memory;
    }

    /** One more batch lies here and is kept. */
    void keep() {
        batches++;
    }

    /** A batch is kept no more; whether it is known that nobody else looks at it, too. */
    void drop(boolean settled) {
        batches--;
        lost |= !settled;
        letGoIfUnused();
    }

    /** Nothing is appended here any more. */
    void full() {
        open = false;
        letGoIfUnused();
    }

    /** While a batch of it is kept: what lies here stays until {@link #letGo}, called as often. */
    void hold() {
        holders.incrementAndGet();
    }

    /** <i>Any thread.</i> */
    void letGo() {
        if (holders.decrementAndGet() == 0) {
            free.accept(this);
        }
    }

    /** It is as new. */
    void reopen() {
        memory.clear();
        holders.set(1);
        open = true;
    }

    private void letGoIfUnused() {
        if (!open && batches == 0 && !lost) {
            letGo();
        }
    }
}
