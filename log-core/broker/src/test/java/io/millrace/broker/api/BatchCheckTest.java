package io.millrace.broker.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.coordinate.TopicSettings;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class BatchCheckTest {
    private static final long NOW = 1_000_000_000L;
    private static final short LATEST = 13;
    private static final TopicSettings PLAIN =
            new TopicSettings(1_000, false, true, false, Long.MAX_VALUE, 3_600_000L, 1, null);

    @Test
    void aSoundBatchIsTakenAsItCame() {
        ByteBuffer batch = batch(NOW, "k", "v");

        BatchCheck check = check(batch, PLAIN, LATEST);

        assertThat(check.error()).isEqualTo(Errors.NONE);
        assertThat(check.batch()).isEqualTo(batch);
    }

    @Test
    void aFlippedBitAnywhereUnderTheCrcIsNoticed() {
        ByteBuffer sound = batch(NOW, "key", "value");
        for (int at = 17; at < sound.limit(); at++) {
            ByteBuffer batch = copy(sound);
            batch.put(at, (byte) (batch.get(at) ^ 1));

            assertThat(check(batch, PLAIN, LATEST).error()).as("byte %d", at).isEqualTo(Errors.CORRUPT_MESSAGE);
        }
    }

    @Test
    void aCutOffBatchIsCorrupt() {
        ByteBuffer sound = batch(NOW, "key", "value");

        for (int size = 1; size < sound.limit(); size++) {
            assertThat(check(copy(sound).limit(size), PLAIN, LATEST).batch())
                    .as("%d bytes", size)
                    .isNull();
        }
        assertThat(check(copy(sound).limit(sound.limit() - 1), PLAIN, LATEST).error())
                .isEqualTo(Errors.CORRUPT_MESSAGE);
    }

    @Test
    void whatIsTooShortToBeginABatchIsNoBatch() {
        for (int size = 0; size < 12; size++) {
            assertThat(check(ByteBuffer.allocate(size), PLAIN, LATEST).error())
                    .as("%d bytes", size)
                    .isEqualTo(Errors.INVALID_RECORD);
        }
        assertThat(check(ByteBuffer.allocate(12), PLAIN, LATEST).error()).isEqualTo(Errors.CORRUPT_MESSAGE);
        assertThat(check(ByteBuffer.allocate(26), PLAIN, LATEST).error()).isEqualTo(Errors.INVALID_RECORD);
    }

    @Test
    void exactlyOneBatchIsTaken() {
        ByteBuffer one = batch(NOW, "k", "v");
        ByteBuffer two = ByteBuffer.allocate(one.limit() * 2)
                .put(one.duplicate())
                .put(one.duplicate())
                .flip();

        assertThat(check(two, PLAIN, LATEST).error()).isEqualTo(Errors.INVALID_RECORD);
        assertThat(BatchCheck.of(null, PLAIN, LATEST, NOW).error()).isEqualTo(Errors.INVALID_RECORD);
        assertThat(BatchCheck.of(RecordsData.of(List.of(one, one)), PLAIN, LATEST, NOW)
                        .error())
                .isEqualTo(Errors.INVALID_RECORD);
    }

    @Test
    void aBatchAboveTheTopicsLimitIsTooLarge() {
        assertThat(check(batch(NOW, "k", "v".repeat(2_000)), PLAIN, LATEST).error())
                .isEqualTo(Errors.MESSAGE_TOO_LARGE);
    }

    @Test
    void everyRecordOfACompactedTopicNeedsAKey() {
        TopicSettings compacted = new TopicSettings(1_000, true, true, false, Long.MAX_VALUE, Long.MAX_VALUE, 1, null);
        for (Compression compression : Compression.values()) {
            BatchWriter keyless = new BatchWriter(256, 1_000).begin();
            keyless.append(NOW, "k".getBytes(UTF_8), "v".getBytes(UTF_8));
            keyless.append(NOW, null, "v".getBytes(UTF_8));
            ByteBuffer batch = keyless.finish(-1, (short) -1, -1, compression, false);

            BatchCheck check = check(batch, compacted, LATEST);

            assertThat(check.error()).as("%s", compression).isEqualTo(Errors.INVALID_RECORD);
            assertThat(check.badRecords()).containsExactly(1);
        }
        assertThat(check(batch(NOW, "k", "v"), compacted, LATEST).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void theLogsOwnTimeGoesIntoACopy() {
        TopicSettings stamping = new TopicSettings(1_000, false, true, true, Long.MAX_VALUE, 0, 1, null);
        ByteBuffer batch = batch(5, "k", "v");
        ByteBuffer before = copy(batch);

        BatchCheck check = check(batch, stamping, LATEST);

        assertThat(batch).isEqualTo(before);
        ByteBuffer stamped = check.batch();
        assertThat(stamped).isNotNull();
        assertThat(BatchHeader.maxTimestamp(stamped, 0)).isEqualTo(NOW);
        assertThat(BatchHeader.logAppendTime(stamped, 0)).isTrue();
        assertThat(BatchHeader.crcMatches(stamped, 0)).isTrue();
    }

    @Test
    void timestampsStayWithinTheTopicsBounds() {
        TopicSettings bounded = new TopicSettings(1_000, false, true, false, 1_000, 500, 1, null);

        assertThat(check(batch(NOW + 500, "k", "v"), bounded, LATEST).error()).isEqualTo(Errors.NONE);
        assertThat(check(batch(NOW + 501, "k", "v"), bounded, LATEST).error()).isEqualTo(Errors.INVALID_TIMESTAMP);
        assertThat(check(batch(NOW - 1_000, "k", "v"), bounded, LATEST).error()).isEqualTo(Errors.NONE);
        assertThat(check(batch(NOW - 1_001, "k", "v"), bounded, LATEST).error()).isEqualTo(Errors.INVALID_TIMESTAMP);
        assertThat(check(batch(Long.MAX_VALUE, "k", "v"), PLAIN, LATEST).error())
                .isEqualTo(Errors.INVALID_TIMESTAMP);
    }

    @Test
    void aBatchOfATransactionNeedsAProducerId() {
        BatchWriter writer = new BatchWriter(256, 1_000).begin();
        writer.append(NOW, "k".getBytes(UTF_8), "v".getBytes(UTF_8));

        assertThat(check(writer.finish(-1, (short) -1, -1, Compression.NONE, true), PLAIN, LATEST)
                        .error())
                .isEqualTo(Errors.INVALID_RECORD);
    }

    @Test
    void zstdNeedsAClientThatKnowsIt() {
        BatchWriter writer = new BatchWriter(256, 1_000).begin();
        writer.append(NOW, "k".getBytes(UTF_8), "v".getBytes(UTF_8));
        ByteBuffer batch = writer.finish(-1, (short) -1, -1, Compression.ZSTD, false);

        assertThat(check(batch, PLAIN, (short) 6).error()).isEqualTo(Errors.UNSUPPORTED_COMPRESSION_TYPE);
        assertThat(check(batch, PLAIN, (short) 7).error()).isEqualTo(Errors.NONE);
    }

    @Test
    void moreRecordsThanFitAreRefusedWhateverTheCrcSays() {
        for (int count : new int[] {3, 1_000, Integer.MAX_VALUE}) {
            ByteBuffer batch = batch(NOW, "k", "v");
            batch.putInt(57, count).putInt(23, count - 1);
            CRC32C crc = new CRC32C();
            crc.update(batch.array(), 21, batch.limit() - 21);
            batch.putInt(17, (int) crc.getValue());

            assertThat(BatchHeader.crcMatches(batch, 0)).isTrue();
            assertThat(check(batch, PLAIN, LATEST).error())
                    .as("%d records", count)
                    .isEqualTo(Errors.INVALID_RECORD);
        }
    }

    private static BatchCheck check(ByteBuffer batch, TopicSettings settings, short version) {
        return BatchCheck.of(RecordsData.of(batch), settings, version, NOW);
    }

    private static ByteBuffer batch(long timestamp, String key, String value) {
        BatchWriter writer = new BatchWriter(256, 10_000).begin();
        writer.append(timestamp, key.getBytes(UTF_8), value.getBytes(UTF_8));
        return writer.finish(-1, (short) -1, -1, Compression.NONE, false);
    }

    private static ByteBuffer copy(ByteBuffer batch) {
        return ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
    }
}
