package io.millrace.wire.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Check;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;

class BatchWriterTest {
    @Test
    void takesTheFirstRecordHoweverLargeAndNoneBeyondTheMaximum() {
        BatchWriter writer = new BatchWriter(64, 200).begin();

        assertThat(writer.append(1, null, new byte[1000])).isTrue();
        assertThat(writer.append(1, null, new byte[0])).isFalse();
        assertThat(writer.recordCount()).isEqualTo(1);
        int size = writer.sizeInBytes();
        assertThat(writer.finish(-1, (short) -1, -1, Compression.NONE, false).remaining())
                .isEqualTo(size);
    }

    @Test
    void fillsABatchToTheLastByte() {
        byte[] value = new byte[10];
        BatchWriter writer = new BatchWriter(64, BatchHeader.SIZE + 3 * 17).begin();

        int taken = 0;
        while (writer.append(5, null, value)) {
            taken++;
        }

        assertThat(taken).isEqualTo(3);
        assertThat(writer.sizeInBytes()).isEqualTo(BatchHeader.SIZE + 3 * 17);
    }

    @Test
    void aBufferGivenBackIsTakenAgain() {
        BatchWriter writer = new BatchWriter(256, 1024).begin();
        writer.append(1, null, new byte[10]);
        ByteBuffer first = writer.finish(-1, (short) -1, -1, Compression.NONE, false);
        writer.recycle(first);
        writer.begin().append(2, null, new byte[3]);

        ByteBuffer second = writer.finish(-1, (short) -1, -1, Compression.NONE, false);

        assertThat(second.array()).isSameAs(first.array());
        assertThat(new RecordCursor().over(second, 0).next()).isTrue();
    }

    @Test
    void aFinishedBufferIsTheCallersAlone() {
        BatchWriter writer = new BatchWriter(256, 1024).begin();
        writer.append(1, null, new byte[] {1});
        ByteBuffer first = writer.finish(-1, (short) -1, -1, Compression.NONE, false);
        writer.begin().append(1, null, new byte[] {2});

        ByteBuffer second = writer.finish(-1, (short) -1, -1, Compression.NONE, false);

        assertThat(second.array()).isNotSameAs(first.array());
        assertThat(BatchHeader.crcMatches(first, 0)).isTrue();
    }

    @Test
    void anEmptyBatchAndOneNotBegunAreMistakes() {
        BatchWriter writer = new BatchWriter(64, 200);

        assertThatThrownBy(() -> writer.append(1, null, null)).isInstanceOf(Check.Violation.class);
        assertThatThrownBy(() -> writer.begin().finish(-1, (short) -1, -1, Compression.NONE, false))
                .isInstanceOf(Check.Violation.class);
    }

    @Property
    void numbersAreOfTheSizeThatKafkaGivesThem(@ForAll int number, @ForAll long large) {
        byte[] into = new byte[20];

        assertThat(Varints.sizeOf(number)).isEqualTo(ByteUtils.sizeOfVarint(number));
        assertThat(Varints.write(into, 0, number)).isEqualTo(ByteUtils.sizeOfVarint(number));
        assertThat(ByteUtils.readVarint(ByteBuffer.wrap(into))).isEqualTo(number);
        assertThat(Varints.sizeOf(large)).isEqualTo(ByteUtils.sizeOfVarlong(large));
        assertThat(Varints.write(into, 0, large)).isEqualTo(ByteUtils.sizeOfVarlong(large));
        assertThat(ByteUtils.readVarlong(ByteBuffer.wrap(into))).isEqualTo(large);
    }
}
