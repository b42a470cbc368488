package io.millrace.wire.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

class WeReadWhatKafkaWritesTest {
    private final BatchCursor batches = new BatchCursor();
    private final RecordCursor records = new RecordCursor();

    @Provide
    Arbitrary<List<Rec>> records() {
        return Rec.lists();
    }

    @Property(tries = 200)
    void everyRecordOfEveryCompression(
            @ForAll @Size(min = 1, max = 4) List<@net.jqwik.api.From("records") List<Rec>> written,
            @ForAll Compression compression,
            @ForAll boolean direct) {
        ByteBuffer buffer = concatenated(written, compression, direct);

        List<List<Rec>> read = new ArrayList<>();
        long expectedOffset = 100;
        batches.over(buffer);
        while (batches.next()) {
            assertThat(batches.crcMatches()).isTrue();
            assertThat(batches.baseOffset()).isEqualTo(expectedOffset);
            assertThat(batches.baseSequence()).isEqualTo(Integer.MAX_VALUE - 2);
            List<Rec> ofOne = new ArrayList<>();
            records.over(batches.buffer(), batches.position());
            while (records.next()) {
                assertThat(records.offset()).isEqualTo(expectedOffset++);
                // Sequence numbers go round.
                assertThat(records.sequence()).isEqualTo((Integer.MAX_VALUE - 2 + ofOne.size()) & Integer.MAX_VALUE);
                ofOne.add(Rec.of(records));
            }
            read.add(ofOne);
            assertThat(batches.lastOffset()).isEqualTo(expectedOffset - 1);
        }
        assertThat(read).isEqualTo(written);
        assertThat(batches.remainder()).isZero();
    }

    @Property(tries = 100)
    void aCutOffBatchIsNotGiven(
            @ForAll @Size(min = 1, max = 3) List<@net.jqwik.api.From("records") List<Rec>> written,
            @ForAll Compression compression,
            @ForAll @IntRange(max = 1 << 20) int cut) {
        ByteBuffer whole = concatenated(written, compression, false);
        int limit = cut % (whole.limit() + 1);

        int given = 0;
        int size = 0;
        batches.over(whole.duplicate().limit(limit));
        while (batches.next()) {
            assertThat(Rec.all(records.over(batches.buffer(), batches.position())))
                    .isEqualTo(written.get(given));
            given++;
            size += batches.size();
        }

        assertThat(batches.remainder()).isEqualTo(limit - size);
        assertThat(given == written.size()).isEqualTo(limit == whole.limit());
    }

    private static ByteBuffer concatenated(List<List<Rec>> written, Compression compression, boolean direct) {
        List<ByteBuffer> parts = new ArrayList<>();
        long offset = 100;
        for (List<Rec> records : written) {
            parts.add(MemoryRecords.withIdempotentRecords(
                            (byte) 2,
                            offset,
                            org.apache.kafka.common.compress.Compression.of(CompressionType.forId(compression.id()))
                                    .build(),
                            1L,
                            (short) 0,
                            Integer.MAX_VALUE - 2,
                            0,
                            records.stream().map(Rec::kafka).toArray(SimpleRecord[]::new))
                    .buffer());
            offset += records.size();
        }
        int size = parts.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        parts.forEach(all::put);
        return all.flip();
    }
}
