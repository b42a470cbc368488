package io.millrace.wire.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HostileBatchTest {
    private final BatchWriter writer = new BatchWriter(1024, 64 << 20);

    @Provide
    Arbitrary<List<Rec>> records() {
        return Rec.lists();
    }

    @Property(tries = 1000)
    void changedBytesAreReadOrRefusedButNeverPastTheBatch(
            @ForAll("records") List<Rec> records, @ForAll Compression compression, @ForAll long seed) {
        ByteBuffer batch = write(records, compression);
        Random random = new Random(seed);
        ByteBuffer amidst = ByteBuffer.allocate(batch.limit() + 200);
        amidst.put(100, batch, 0, batch.limit());
        for (int i = random.nextInt(4); i >= 0; i--) {
            // Not the length: that one moves the batch's end.
            int at = random.nextInt(batch.limit() - 16) + 16;
            amidst.put(100 + at, (byte) random.nextInt());
        }
        int end = 100 + batch.limit();

        RecordCursor cursor = new RecordCursor(1 << 20);
        boolean refused = false;
        int count = 0;
        try {
            cursor.over(amidst, 100);
            while (cursor.next()) {
                int last = cursor.buffer() == amidst ? end : cursor.buffer().limit();
                assertThat(cursor.keyPosition() + Math.max(0, cursor.keySize())).isLessThanOrEqualTo(last);
                assertThat(cursor.valuePosition() + Math.max(0, cursor.valueSize()))
                        .isLessThanOrEqualTo(last);
                assertThat(cursor.headersPosition() + cursor.headersSize()).isLessThanOrEqualTo(last);
                cursor.forEachHeader((keyPosition, keySize, valuePosition, valueSize) ->
                        assertThat(valuePosition + Math.max(0, valueSize)).isLessThanOrEqualTo(last));
                count++;
            }
        } catch (CorruptBatch e) {
            refused = true;
            assertThat(e).hasMessageMatching("(?s).+");
        }
        assertThat(refused || count == BatchHeader.recordCount(amidst, 100)).isTrue();
    }

    @Property(tries = 300)
    void aChangedBitIsSeenByTheCrc(@ForAll("records") List<Rec> records, @ForAll long seed) {
        ByteBuffer batch = write(records, Compression.NONE);
        int bit = new Random(seed).nextInt((batch.limit() - BatchHeader.CRC) * 8);
        int at = BatchHeader.CRC + bit / 8;
        assertThat(BatchHeader.crcMatches(batch, 0)).isTrue();

        batch.put(at, (byte) (batch.get(at) ^ (1 << (bit % 8))));

        assertThat(BatchHeader.crcMatches(batch, 0)).isFalse();
        assertThat(BatchHeader.crcMatches(batch.asReadOnlyBuffer(), 0)).isFalse();
    }

    @Property(tries = 20)
    void fewBytesDoNotBecomeMany(@ForAll Compression compression) {
        writer.begin().append(0, null, new byte[8 << 20]);
        ByteBuffer batch = writer.finish(-1, (short) -1, -1, compression, false);

        if (compression == Compression.NONE) {
            assertThat(new RecordCursor(1 << 20).over(batch, 0).next()).isTrue();
        } else {
            assertThatThrownBy(() -> new RecordCursor(1 << 20).over(batch, 0)).isInstanceOf(CorruptBatch.class);
            assertThat(new RecordCursor((8 << 20) + 100).over(batch, 0).next()).isTrue();
        }
    }

    @Test
    void aSnappyChunkThatAnnouncesGigabytesIsRefusedUnread() {
        writer.begin().append(0, null, new byte[1000]);
        ByteBuffer batch = writer.finish(-1, (short) -1, -1, Compression.SNAPPY, false);
        batch.putInt(BatchHeader.SIZE + 16, 500 << 20);

        assertThatThrownBy(() -> new RecordCursor().over(batch, 0))
                .isInstanceOf(CorruptBatch.class)
                .hasMessageContaining("snappy chunk");
    }

    @Test
    void aLengthBelowTheHeadersEndsTheWalk() {
        ByteBuffer batch = write(List.of(new Rec(1, "k", "v", List.of())), Compression.NONE);
        batch.putInt(8, 3);

        assertThatThrownBy(() -> new BatchCursor().over(batch).next()).isInstanceOf(CorruptBatch.class);
        assertThatThrownBy(() -> new RecordCursor().over(batch, 0)).isInstanceOf(CorruptBatch.class);
    }

    @Test
    void aNegativeLengthEndsTheWalk() {
        ByteBuffer batch = write(List.of(new Rec(1, "k", "v", List.of())), Compression.NONE);
        batch.putInt(8, Integer.MAX_VALUE);
        assertThat(new BatchCursor().over(batch).next()).isFalse();

        batch.putInt(8, -1);
        assertThatThrownBy(() -> new BatchCursor().over(batch).next()).isInstanceOf(CorruptBatch.class);
    }

    private ByteBuffer write(List<Rec> records, Compression compression) {
        writer.begin();
        records.forEach(r -> writer.append(r.timestamp(), r.keyBytes(), r.valueBytes(), r.kafkaHeaders()));
        return writer.finish(5, (short) 0, 0, compression, false);
    }
}
