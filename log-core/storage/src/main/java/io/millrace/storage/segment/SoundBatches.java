package io.millrace.storage.segment;

import io.millrace.wire.record.BatchHeader;
import java.nio.ByteBuffer;

/** Checks one segment's batches in the order of their positions, however they come into memory. <i>One thread.</i> */
final class SoundBatches {
    private final Segment segment;
    private final long compactedBelow;
    private long endOffset = -1;

    /** Between batches that begin below the offset compaction may have left gaps. */
    SoundBatches(Segment segment, long compactedBelow) {
        this.segment = segment;
        this.compactedBelow = compactedBelow;
    }

    /** The offset after the last batch that was sound, -1 before the first. */
    long endOffset() {
        return endOffset;
    }

    /**
     * How many of the buffer's first bytes, which lie at the position in the file, are whole batches that begin below the
     * limit; throws {@link CorruptLog} at the first that is not what was written.
     */
    int whole(ByteBuffer bytes, int count, long position, long limitOffset) throws CorruptLog {
        int at = 0;
        while (count - at >= BatchHeader.SIZE) {
            int size = BatchHeader.sizeInBytes(bytes, at);
            long base = BatchHeader.baseOffset(bytes, at);
            boolean sound = size >= BatchHeader.SIZE
                    && (endOffset < 0 || base == endOffset || (base > endOffset && base < compactedBelow));
            if (sound && (size > count - at || base >= limitOffset)) {
                break;
            }
            if (!sound || !BatchHeader.crcMatches(bytes, at)) {
                throw new CorruptLog(
                        segment.path(),
                        position + at,
                        endOffset < 0 ? base : endOffset,
                        "the batch is not what was written");
            }
            endOffset = BatchHeader.lastOffset(bytes, at) + 1;
            at += size;
        }
        return at;
    }
}
