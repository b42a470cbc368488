package io.millrace.storage.log;

import io.millrace.storage.segment.BatchBytes;
import java.nio.ByteBuffer;

/** One batch in the memory of its owner loop: in the log's tail, and on its way to journal and segment. */
final class Appended extends Item implements BatchBytes {
    final PartitionLog owner;
    final long baseOffset;
    final long endOffset;
    private final Chunk chunk;
    private final int position;
    private final int size;

    Appended(StoredLog log, PartitionLog owner, long baseOffset, long endOffset, Chunk chunk, int position, int size) {
        super(log);
        this.owner = owner;
        this.baseOffset = baseOffset;
        this.endOffset = endOffset;
        this.chunk = chunk;
        this.position = position;
        this.size = size;
    }

    /** Where it lies. */
    Chunk chunk() {
        return chunk;
    }

    @Override
    public ByteBuffer buffer() {
        return chunk.memory();
    }

    @Override
    public int position() {
        return position;
    }

    @Override
    public int size() {
        return size;
    }
}
