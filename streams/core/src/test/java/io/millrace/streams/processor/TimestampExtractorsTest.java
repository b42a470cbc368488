package io.millrace.streams.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.errors.StreamsException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TimestampExtractorsTest {
    private static final ConsumerRecord<Object, Object> GOOD = record(42);
    private static final ConsumerRecord<Object, Object> BAD = record(-1);

    @Test
    void eachTakesTheRecordsOwnTime() {
        assertThat(new FailOnInvalidTimestamp().extract(GOOD, 7)).isEqualTo(42);
        assertThat(new LogAndSkipOnInvalidTimestamp().extract(GOOD, 7)).isEqualTo(42);
        assertThat(new UsePartitionTimeOnInvalidTimestamp().extract(GOOD, 7)).isEqualTo(42);
    }

    @Test
    void aNegativeTimeStopsTheJobUnlessAskedOtherwise() {
        assertThatThrownBy(() -> new FailOnInvalidTimestamp().extract(BAD, 7))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("flights-3@99");
        assertThat(new LogAndSkipOnInvalidTimestamp().extract(BAD, 7)).isNegative();
        assertThat(new UsePartitionTimeOnInvalidTimestamp().extract(BAD, 7)).isEqualTo(7);
    }

    @Test
    void withoutAnyTimeOfThePartitionThereIsNoneToTake() {
        assertThatThrownBy(() -> new UsePartitionTimeOnInvalidTimestamp().extract(BAD, -1))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("flights-3@99");
    }

    @Test
    void wallClockTimeIsNow() {
        long before = System.currentTimeMillis();

        assertThat(new WallclockTimestampExtractor().extract(BAD, -1)).isBetween(before, System.currentTimeMillis());
    }

    private static ConsumerRecord<Object, Object> record(long timestamp) {
        return new ConsumerRecord<>(
                "flights",
                3,
                99,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                "value",
                new RecordHeaders(),
                Optional.empty());
    }
}
