package io.millrace.wire.record;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are batches and records, or refused by CorruptBatch, and no few bytes become many. Runs over the kept inputs;
 * with {@code JAZZER_FUZZ=1} a fuzzer goes on from them.
 */
@Tag("full")
class BatchFuzzTest {
    private static final int MOST_BYTES = 1 << 20;

    @FuzzTest(maxDuration = "10m")
    void batchesAreReadOrRefused(byte[] bytes) {
        BatchCursor batches = new BatchCursor().over(ByteBuffer.wrap(bytes));
        RecordCursor records = new RecordCursor(MOST_BYTES);
        try {
            while (batches.next()) {
                records.over(batches.buffer(), batches.position());
                long taken = 0;
                while (records.next()) {
                    taken += Math.max(0, records.keySize()) + Math.max(0, records.valueSize());
                    records.forEachHeader((key, keySize, value, valueSize) -> {});
                }
                if (taken > Math.max(MOST_BYTES, bytes.length)) {
                    throw new AssertionError(bytes.length + " bytes became " + taken);
                }
            }
        } catch (CorruptBatch refused) {
            // As it should be.
        }
    }
}
