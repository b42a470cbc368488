package io.millrace.wire.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndMarkerTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void kafkaReadsOursAndWeReadKafkas(boolean commit) {
        ByteBuffer ours = new EndMarker(commit, 17).batch(4_711, (short) 3, 1_700_000_000_000L);

        MutableRecordBatch batch = MemoryRecords.readableRecords(ours.duplicate())
                .batches()
                .iterator()
                .next();
        Record record = batch.iterator().next();
        EndTransactionMarker read = EndTransactionMarker.deserialize(record);
        assertThat(batch.isValid()).isTrue();
        assertThat(batch.isControlBatch()).isTrue();
        assertThat(batch.isTransactional()).isTrue();
        assertThat(batch.producerId()).isEqualTo(4_711);
        assertThat(batch.producerEpoch()).isEqualTo((short) 3);
        assertThat(read.controlType()).isEqualTo(commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT);
        assertThat(read.coordinatorEpoch()).isEqualTo(17);

        MemoryRecords kafkas = MemoryRecords.withEndTransactionMarker(
                0,
                1_700_000_000_000L,
                -1,
                4_711,
                (short) 3,
                new EndTransactionMarker(commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT, 17));
        assertThat(EndMarker.of(kafkas.buffer(), 0)).isEqualTo(new EndMarker(commit, 17));
    }

    @ParameterizedTest
    @ValueSource(bytes = {2, 3, 99})
    void otherControlRecordsAreNone(byte type) {
        assertThatThrownBy(() -> EndMarker.read(ByteBuffer.wrap(new byte[] {0, 0, 0, type}), null))
                .isInstanceOf(CorruptBatch.class);
    }
}
