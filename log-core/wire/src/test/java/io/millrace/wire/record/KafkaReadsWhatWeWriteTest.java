package io.millrace.wire.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;

class KafkaReadsWhatWeWriteTest {
    private final BatchWriter writer = new BatchWriter(100, 1 << 20);
    private final RecordCursor cursor = new RecordCursor();

    @Provide
    Arbitrary<List<Rec>> records() {
        return Rec.lists();
    }

    @Property(tries = 200)
    void everyRecordOfEveryCompression(@ForAll("records") List<Rec> records, @ForAll Compression compression) {
        ByteBuffer batch = write(records, compression, 7L, (short) 3, 11, false);

        RecordBatch read = only(batch);
        read.ensureValid();
        assertThat(Rec.of(read)).isEqualTo(records);
        assertThat(read.producerId()).isEqualTo(7);
        assertThat(read.producerEpoch()).isEqualTo((short) 3);
        assertThat(read.baseSequence()).isEqualTo(11);
        assertThat(read.isTransactional()).isFalse();
        assertThat(read.partitionLeaderEpoch()).isEqualTo(-1);
        assertThat(read.lastOffset()).isEqualTo(records.size() - 1);
        assertThat(read.maxTimestamp())
                .isEqualTo(records.stream().mapToLong(Rec::timestamp).max().orElseThrow());
        assertThat(read.compressionType()).isEqualTo(CompressionType.forId(compression.id()));
    }

    @Property(tries = 100)
    void ourCursorToo(@ForAll("records") List<Rec> records, @ForAll Compression compression) {
        ByteBuffer batch = write(records, compression, -1, (short) -1, -1, true);

        assertThat(Rec.all(cursor.over(batch, 0))).isEqualTo(records);
        assertThat(cursor.sequence()).isEqualTo(-1);
        assertThat(cursor.offset()).isEqualTo(records.size() - 1);
        assertThat(BatchHeader.isTransactional(batch, 0)).isTrue();
    }

    @Property(tries = 50)
    void rawHeadersAreCopiedThroughUnparsed(@ForAll("records") List<Rec> records) {
        ByteBuffer first = write(records, Compression.LZ4, -1, (short) -1, -1, false);
        BatchWriter copier = new BatchWriter(64, 1 << 20).begin();
        cursor.over(first, 0);
        while (cursor.next()) {
            byte[] bytes = cursor.buffer().array();
            assertThat(copier.append(
                            cursor.timestamp(),
                            bytes,
                            cursor.keyPosition(),
                            cursor.keySize(),
                            bytes,
                            cursor.valuePosition(),
                            cursor.valueSize(),
                            bytes,
                            cursor.headersPosition(),
                            cursor.headersSize(),
                            cursor.headerCount()))
                    .isTrue();
        }

        ByteBuffer second = copier.finish(-1, (short) -1, -1, Compression.NONE, false);

        assertThat(Rec.of(only(second))).isEqualTo(records);
    }

    @Property(tries = 50)
    void theTimeOfTheAppendReplacesTheirs(@ForAll("records") List<Rec> records, @ForAll Compression compression) {
        ByteBuffer batch = write(records, compression, -1, (short) -1, -1, false);

        BatchHeader.setMaxTimestampAndType(batch, 0, 4711, true);
        BatchHeader.setBaseOffset(batch, 0, 1L << 40);
        BatchHeader.setLeaderEpoch(batch, 0, 9);

        RecordBatch read = only(batch);
        read.ensureValid();
        assertThat(read.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(Rec.of(read)).allMatch(r -> r.timestamp() == 4711);
        assertThat(Rec.all(cursor.over(batch, 0))).allMatch(r -> r.timestamp() == 4711);
        assertThat(cursor.offset()).isEqualTo((1L << 40) + records.size() - 1);
        assertThat(read.partitionLeaderEpoch()).isEqualTo(9);
    }

    private ByteBuffer write(
            List<Rec> records, Compression compression, long id, short epoch, int sequence, boolean transactional) {
        writer.begin();
        for (Rec record : records) {
            assertThat(writer.append(record.timestamp(), record.keyBytes(), record.valueBytes(), record.kafkaHeaders()))
                    .isTrue();
        }
        assertThat(writer.recordCount()).isEqualTo(records.size());
        return writer.finish(id, epoch, sequence, compression, transactional);
    }

    private static RecordBatch only(ByteBuffer batch) {
        Iterator<? extends RecordBatch> batches =
                MemoryRecords.readableRecords(batch).batches().iterator();
        RecordBatch only = batches.next();
        assertThat(batches.hasNext()).isFalse();
        return only;
    }
}
