package io.millrace.wire.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;

/** Any bytes in the internal topics are a record, or refused by BadRequest. As {@link RequestFuzzTest}. */
@Tag("full")
class InternalRecordsFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void groupRecordsAreReadOrRefused(byte[] bytes) {
        int keySize = bytes.length == 0 ? 0 : Math.min(bytes[0] & 0xFF, bytes.length - 1);
        ByteBuffer key =
                ByteBuffer.wrap(bytes, Math.min(1, bytes.length), keySize).slice();
        ByteBuffer value = ByteBuffer.wrap(
                        bytes, Math.min(1, bytes.length) + keySize, bytes.length - Math.min(1, bytes.length) - keySize)
                .slice();
        try {
            GroupRecords.decode(key, value.hasRemaining() ? value : null);
        } catch (BadRequest refused) {
            // As it should be.
        }
    }

    @FuzzTest(maxDuration = "10m")
    void metadataRecordsAreReadOrRefused(byte[] bytes) {
        try {
            MetadataRecord.decode(ByteBuffer.wrap(bytes));
        } catch (BadRequest refused) {
            // As it should be.
        }
    }
}
