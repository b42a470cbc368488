package io.millrace.wire.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchSieveTest {
    private static ByteBuffer batch(Compression compression) {
        BatchWriter writer = new BatchWriter(256, 1 << 20).begin();
        for (int i = 0; i < 6; i++) {
            byte[] value = i == 4 ? null : ("value" + i).getBytes(UTF_8);
            Header[] headers = i == 3 ? new Header[] {new RecordHeader("h", new byte[] {1, 2})} : new Header[0];
            writer.append(1000 + 10 * i, ("k" + i).getBytes(UTF_8), value, headers);
        }
        ByteBuffer batch = writer.finish(77, (short) 3, 41, compression, true);
        BatchHeader.setBaseOffset(batch, 0, 500);
        BatchHeader.setLeaderEpoch(batch, 0, 9);
        return batch;
    }

    private static MutableRecordBatch read(ByteBuffer batch) {
        MutableRecordBatch read =
                MemoryRecords.readableRecords(batch).batches().iterator().next();
        read.ensureValid();
        assertThat(read.baseOffset()).isEqualTo(500);
        assertThat(read.lastOffset()).isEqualTo(505);
        assertThat(read.lastSequence()).isEqualTo(46);
        assertThat(read.producerId()).isEqualTo(77);
        assertThat(read.producerEpoch()).isEqualTo((short) 3);
        assertThat(read.partitionLeaderEpoch()).isEqualTo(9);
        assertThat(read.isTransactional()).isTrue();
        return read;
    }

    private static List<String> records(MutableRecordBatch batch) {
        List<String> records = new ArrayList<>();
        for (Record record : batch) {
            String value =
                    record.value() == null ? null : UTF_8.decode(record.value()).toString();
            records.add(record.offset() + " " + record.timestamp() + " " + UTF_8.decode(record.key()) + " " + value
                    + " " + record.headers().length);
        }
        return records;
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatStaysIsAsItWas(Compression compression) {
        BatchSieve sieve = new BatchSieve().sift(batch(compression), 0, record -> record.offset() % 2 == 1);

        assertThat(sieve.count()).isEqualTo(3);
        assertThat(sieve.keepsAll()).isFalse();
        assertThat(sieve.keepsTombstone()).isFalse();
        MutableRecordBatch rest = read(sieve.rest(-1));
        assertThat(records(rest))
                .containsExactly("501 1010 k1 value1 0", "503 1030 k3 value3 1", "505 1050 k5 value5 0");
        assertThat(rest.deleteHorizonMs()).isEmpty();
        assertThat(rest.maxTimestamp()).isEqualTo(1050);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aDeleteHorizonChangesNoTime(Compression compression) {
        BatchSieve sieve = new BatchSieve().sift(batch(compression), 0, record -> record.offset() < 505);

        assertThat(sieve.keepsTombstone()).isTrue();
        ByteBuffer rest = sieve.rest(1_700_000_000_000L);
        assertThat(BatchHeader.deleteHorizonMs(rest, 0)).isEqualTo(1_700_000_000_000L);
        MutableRecordBatch kafka = read(rest);
        assertThat(kafka.deleteHorizonMs()).hasValue(1_700_000_000_000L);
        assertThat(records(kafka))
                .contains("500 1000 k0 value0 0", "504 1040 k4 null 0")
                .hasSize(5);

        BatchSieve again = new BatchSieve().sift(rest, 0, record -> record.valueSize() >= 0);
        assertThat(read(again.rest(-1)).deleteHorizonMs()).hasValue(1_700_000_000_000L);
        assertThat(records(read(again.rest(-1)))).hasSize(4).contains("503 1030 k3 value3 1");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void anEmptyBatchKeepsOffsetsAndSequence(Compression compression) {
        ByteBuffer empty = BatchSieve.empty(batch(compression), 0);

        assertThat(records(read(empty))).isEmpty();
        assertThat(read(empty).maxTimestamp()).isEqualTo(1050);
        assertThat(new BatchSieve().sift(empty, 0, record -> true).keepsAll()).isTrue();
    }
}
