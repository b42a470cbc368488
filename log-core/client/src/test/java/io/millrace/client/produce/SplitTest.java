package io.millrace.client.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Settings;
import io.millrace.client.World;
import io.millrace.client.config.ClientKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log that takes batches of at most so many records. */
class SplitTest {
    private static final int MOST = 3;

    @ParameterizedTest
    @ValueSource(strings = {"none", "lz4"})
    void aBatchThatIsTooLargeGoesInPartsThatKeepOrderNumbersAndListeners(String compression) {
        try (World world = new World()) {
            world.cluster.topic("t", 1);
            List<String> stored = new ArrayList<>();
            int[] expected = {0};
            world.cluster.on(
                    ApiKeys.PRODUCE,
                    held -> Produced.answer(
                            held,
                            batch -> {
                                if (batch.count() > MOST) {
                                    return Errors.MESSAGE_TOO_LARGE.code();
                                }
                                if (batch.sequence() != expected[0]) {
                                    return Errors.OUT_OF_ORDER_SEQUENCE_NUMBER.code();
                                }
                                expected[0] += batch.count();
                                stored.addAll(batch.values());
                                return Errors.NONE.code();
                            },
                            stored.size()));
            Appender appender = world.client.appender(AppendConfig.from(
                    Settings.of(Map.of("batch.size", "400", "compression.type", compression), ClientKeys.ALL)));
            List<Integer> told = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int record = i;
                values.add("value " + i);
                appender.append(
                        "t", 0, i, null, values.get(i).getBytes(StandardCharsets.UTF_8), null, (offset, failure) -> {
                            assertThat(failure).isNull();
                            told.add(record);
                        });
            }
            World.Result<Object> flushed = new World.Result<>();
            appender.flush(failure -> flushed.done("done", failure));
            world.until(flushed::answered);

            assertThat(stored).isEqualTo(values);
            assertThat(told).hasSize(60).isSorted();
            assertThat(appender.bufferedBytes()).isZero();
        }
    }

    @Test
    void aRecordThatIsTooLargeFailsAloneAndItsFollowersGoOn() {
        try (World world = new World()) {
            world.cluster.topic("t", 1);
            List<String> stored = new ArrayList<>();
            world.cluster.on(
                    ApiKeys.PRODUCE,
                    held -> Produced.answer(
                            held,
                            batch -> {
                                if (batch.values().contains("bad")) {
                                    return Errors.MESSAGE_TOO_LARGE.code();
                                }
                                stored.addAll(batch.values());
                                return Errors.NONE.code();
                            },
                            0));
            Appender appender = world.client.appender(AppendConfig.defaults());
            List<Throwable> failures = new ArrayList<>();
            for (String value : List.of("a", "b", "bad", "c", "d")) {
                appender.append("t", 0, 1, null, value.getBytes(StandardCharsets.UTF_8), null, (offset, failure) -> {
                    if (failure != null) {
                        failures.add(failure);
                    }
                });
            }
            World.Result<Object> flushed = new World.Result<>();
            appender.flush(failure -> flushed.done("done", failure));
            world.until(flushed::answered);

            assertThat(failures).singleElement().isInstanceOf(RecordTooLargeException.class);
            assertThat(stored).containsExactly("a", "b", "c", "d");
        }
    }
}
