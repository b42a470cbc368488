package io.millrace.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.wire.message.TransactionRecords.TopicPartitions;
import io.millrace.wire.message.TransactionRecords.TransactionRecord;
import io.millrace.wire.message.TransactionRecords.TransactionValue;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenTransactionRecordsTest {
    private static final byte EMPTY = 0;
    private static final byte ONGOING = 1;

    @Test
    void keyAndValueAreKafkasByteForByte() {
        TransactionRecord ours = new TransactionRecord(
                "an id",
                value(ONGOING, List.of(new TopicPartitions("topic", List.of(0, 7))), 5, 6, (short) 0, (short) 2));

        assertThat(ours.encodeKey())
                .isEqualTo(MessageUtil.toVersionPrefixedBytes(
                        (short) 0, new TransactionLogKey().setTransactionalId("an id")));
        assertThat(ours.encodeValue())
                .isEqualTo(MessageUtil.toVersionPrefixedBytes(
                        (short) 1,
                        kafkas(ONGOING)
                                .setPreviousProducerId(5)
                                .setNextProducerId(6)
                                .setNextProducerEpoch((short) 0)
                                .setClientTransactionVersion((short) 2)
                                .setTransactionPartitions(List.of(partitions()))));
    }

    @Test
    void whatIsAtItsDefaultIsLeftOut() {
        assertThat(new TransactionRecord("t", value(EMPTY, List.of(), -1, -1, (short) -1, (short) 0)).encodeValue())
                .isEqualTo(MessageUtil.toVersionPrefixedBytes(
                        (short) 1, kafkas(EMPTY).setTransactionPartitions(null)));
        // After the end there are none, which is not the same as not yet.
        assertThat(new TransactionRecord("t", value((byte) 4, List.of(), -1, -1, (short) -1, (short) 0)).encodeValue())
                .isEqualTo(MessageUtil.toVersionPrefixedBytes(
                        (short) 1, kafkas((byte) 4).setTransactionPartitions(List.of())));
    }

    @ParameterizedTest
    @ValueSource(shorts = {0, 1})
    void valuesOfEveryVersionAreRead(short version) throws BadRequest {
        byte[] key = MessageUtil.toVersionPrefixedBytes((short) 0, new TransactionLogKey().setTransactionalId("t"));
        byte[] value = MessageUtil.toVersionPrefixedBytes(
                version, kafkas(ONGOING).setTransactionPartitions(List.of(partitions())));

        assertThat(TransactionRecords.decode(ByteBuffer.wrap(key), ByteBuffer.wrap(value)))
                .isEqualTo(new TransactionRecord(
                        "t",
                        value(ONGOING, List.of(new TopicPartitions("topic", List.of(0, 7))), -1, -1, (short) -1, (short)
                                0)));
        assertThat(TransactionRecords.decode(ByteBuffer.wrap(key), null)).isEqualTo(new TransactionRecord("t", null));
    }

    @Test
    void whatIsNoneOfTheseIsRefusedOrLeftAlone() throws BadRequest {
        TransactionRecord ours = new TransactionRecord("t", value(EMPTY, List.of(), -1, -1, (short) -1, (short) 0));
        ByteBuffer key = ByteBuffer.wrap(ours.encodeKey());
        byte[] cut = new byte[10];
        System.arraycopy(ours.encodeValue(), 0, cut, 0, cut.length);
        byte[] odd = ours.encodeValue();
        odd[2 + 8 + 2 + 4] = 99;
        byte[] newer = ours.encodeValue();
        newer[1] = 9;

        for (byte[] each : List.of(cut, odd, newer)) {
            assertThatThrownBy(() -> TransactionRecords.decode(key, ByteBuffer.wrap(each)))
                    .isInstanceOf(BadRequest.class)
                    .hasMessageContaining("transaction's value");
        }
        assertThat(TransactionRecords.decode(ByteBuffer.wrap(new byte[] {0, 3, 0, 0}), null))
                .isNull();
    }

    private static TransactionValue value(
            byte status, List<TopicPartitions> partitions, long previous, long next, short nextEpoch, short version) {
        return new TransactionValue(
                4_711,
                (short) 3,
                previous,
                next,
                nextEpoch,
                60_000,
                status,
                partitions,
                1_700_000_000_000L,
                1_600L,
                version);
    }

    private static TransactionLogValue kafkas(byte status) {
        return new TransactionLogValue()
                .setProducerId(4_711)
                .setProducerEpoch((short) 3)
                .setTransactionTimeoutMs(60_000)
                .setTransactionStatus(status)
                .setTransactionLastUpdateTimestampMs(1_700_000_000_000L)
                .setTransactionStartTimestampMs(1_600L);
    }

    private static TransactionLogValue.PartitionsSchema partitions() {
        return new TransactionLogValue.PartitionsSchema().setTopic("topic").setPartitionIds(List.of(0, 7));
    }
}
