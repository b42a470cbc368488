package io.millrace.streams.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.errors.DefaultProductionExceptionHandler;
import io.millrace.streams.errors.DeserializationExceptionHandler;
import io.millrace.streams.errors.LogAndContinueExceptionHandler;
import io.millrace.streams.errors.LogAndContinueProcessingExceptionHandler;
import io.millrace.streams.errors.LogAndFailExceptionHandler;
import io.millrace.streams.errors.LogAndFailProcessingExceptionHandler;
import io.millrace.streams.errors.ProcessingExceptionHandler;
import io.millrace.streams.errors.StreamsException;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.operator.RecordSink;
import io.millrace.streams.processor.FailOnInvalidTimestamp;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.state.ReadOnlyKeyValueStore;
import io.millrace.streams.store.ChangelogSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class TaskTest {
    private static final TopicPartition IN = new TopicPartition("in", 3);
    private static final TopicPartition SIDE = new TopicPartition("side", 3);

    private final StreamsBuilder builder = new StreamsBuilder();
    private final List<String> sent = new ArrayList<>();
    private final List<String> released = new ArrayList<>();
    private DeserializationExceptionHandler deserialization = new LogAndFailExceptionHandler();
    private ProcessingExceptionHandler processing = new LogAndFailProcessingExceptionHandler();

    @Test
    void stopsCleanlyAtARecordThatCannotBeReadAndNamesIt() {
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.Long()))
                .mapValues(String::valueOf)
                .groupByKey()
                .count()
                .toStream()
                .mapValues(String::valueOf)
                .to("out");
        Task task = start();
        offer(task, IN, log("a", "12345678", "a", "short", "a", "12345678"));

        assertThatThrownBy(() -> task.process(100, 0))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("0_3")
                .hasMessageContaining("in-3")
                .hasMessageContaining("offset 1");
        assertThat(task.failedCleanly()).isTrue();
        assertThat(task.consumed().get(IN).offset()).isEqualTo(1);
        task.flush();
        assertThat(sent).containsExactly("out a=1 @1");
    }

    @Test
    void leavesARecordOutWhenTheHandlerSaysSo() {
        deserialization = new LogAndContinueExceptionHandler();
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.Long()))
                .mapValues(String::valueOf)
                .to("out");
        Task task = start();
        offer(task, IN, log("a", "12345678", "b", "short", "c", "12345678", "d", "short"));

        assertThat(task.process(100, 0)).isEqualTo(2);
        assertThat(sent).extracting(line -> line.substring(4, 5)).containsExactly("a", "c");
        assertThat(task.counters().dropped).isEqualTo(2);
        assertThat(task.consumed().get(IN).offset()).isEqualTo(4);
    }

    @Test
    void asksTheProcessingHandlerAndGoesOnWithTheOtherBranches() {
        processing = new LogAndContinueProcessingExceptionHandler();
        var in = builder.<String, String>stream("in");
        in.mapValues(v -> v.substring(2)).to("out");
        in.to("copy");
        Task task = start();
        offer(task, IN, log("a", "x", "b", "long"));

        task.process(100, 0);

        assertThat(sent).containsExactly("copy a=x @1", "out b=ng @2", "copy b=long @2");
    }

    @Test
    void failsUncleanlyWhenUserCodeThrows() {
        builder.<String, String>stream("in").mapValues(v -> v.substring(2)).to("out");
        Task task = start();
        offer(task, IN, log("a", "long", "b", "x"));

        assertThatThrownBy(() -> task.process(100, 0))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("offset 1")
                .hasRootCauseInstanceOf(StringIndexOutOfBoundsException.class);
        assertThat(task.failedCleanly()).isFalse();
        assertThat(task.consumed().get(IN).offset()).isEqualTo(1);
    }

    @Test
    void waitsForAPartitionThatIsNotKnownToBeReadToItsEnd() {
        builder.<String, String>stream(List.of("in", "side")).to("out");
        Task task = start();
        offer(task, IN, log("a", "1"));
        task.endOffset(IN, 1);

        assertThat(task.hasWork(0)).isFalse();
        assertThat(task.process(100, 0)).isZero();
        task.endOffset(SIDE, 1);
        assertThat(task.process(100, 0)).isZero();
        offer(task, SIDE, log("b", "2"));
        assertThat(task.process(100, 0)).isEqualTo(2);
        assertThat(task.hasWork(0)).isFalse();
    }

    @Test
    void takesTheSmallestHeadFirst() {
        builder.<String, String>stream(List.of("in", "side")).to("out");
        Task task = start();
        TestLog in = new TestLog();
        TestLog side = new TestLog();
        for (long time : new long[] {1, 2, 7}) {
            in.add(time, null, bytes("in"));
        }
        for (long time : new long[] {0, 2, 3, 9}) {
            side.add(time, null, bytes("side"));
        }
        offer(task, IN, in);
        offer(task, SIDE, side);
        task.endOffset(IN, 3);
        task.endOffset(SIDE, 4);

        task.process(100, 0);

        assertThat(sent)
                .extracting(line -> line.substring(line.indexOf('@') + 1))
                .containsExactly("0", "1", "2", "2", "3", "7", "9");
        assertThat(task.streamTime()).isEqualTo(9);
    }

    @Test
    void releasesSlicesOnceTheyAreProcessedOrTheTaskIsClosed() {
        builder.<String, String>stream("in").to("out");
        Task task = start();
        task.offer(IN, log("a", "1").slices(0, 1, new Random(1)), 1, () -> released.add("first"));
        TestLog both = log("a", "1", "b", "2");
        task.offer(IN, both.slices(1, 2, new Random(1)), 2, () -> released.add("second"));

        task.process(1, 0);
        assertThat(released).containsExactly("first");
        task.close();
        task.close();
        assertThat(released).containsExactly("first", "second");
    }

    @Test
    void readsItsStoresForQueries() {
        builder.<String, String>stream("in").groupByKey().count(io.millrace.streams.kstream.Materialized.as("counts"));
        Task task = start();
        offer(task, IN, log("b", "1", "a", "1", "b", "2"));
        task.process(100, 0);

        @SuppressWarnings("unchecked")
        var counts = (ReadOnlyKeyValueStore<String, Long>) task.store("counts");
        assertThat(counts.get("b")).isEqualTo(2);
        assertThat(counts.get("c")).isNull();
        List<String> keys = new ArrayList<>();
        counts.all().forEachRemaining(entry -> keys.add(entry.key));
        assertThat(keys).containsExactly("a", "b");
    }

    private Task start() {
        TaskConfig config = new TaskConfig(
                "app",
                Serdes.String(),
                Serdes.String(),
                new FailOnInvalidTimestamp(),
                1 << 20,
                0,
                deserialization,
                processing,
                new DefaultProductionExceptionHandler());
        Task task = new Task(
                new TaskId(0, 3),
                builder.build().built().subTopologies().get(0),
                new TaskPorts(new Lines(), ChangelogSink.NONE),
                config,
                Map.of());
        task.partitions().forEach(partition -> task.position(partition, 0, -1));
        return task;
    }

    private static TestLog log(String... keysAndValues) {
        TestLog log = new TestLog();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            log.add(1 + i / 2, bytes(keysAndValues[i]), bytes(keysAndValues[i + 1]));
        }
        return log;
    }

    private static void offer(Task task, TopicPartition partition, TestLog log) {
        task.offer(partition, log.slices(0, log.size(), new Random(1)), log.size(), () -> {});
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Lines implements RecordSink {
        @Override
        public void send(
                String topic,
                int partition,
                long timestamp,
                byte[] key,
                int keyPosition,
                int keySize,
                byte[] value,
                int valuePosition,
                int valueSize,
                byte[] rawHeaders,
                int headersPosition,
                int headersSize,
                int headerCount) {
            sent.add(topic + " " + text(key, keyPosition, keySize) + "=" + text(value, valuePosition, valueSize) + " @"
                    + timestamp);
        }

        private String text(byte[] bytes, int position, int size) {
            return size < 0 ? "null" : new String(bytes, position, size, StandardCharsets.UTF_8);
        }

        @Override
        public int partitionCount(String topic) {
            return 4;
        }

        @Override
        public boolean full() {
            return false;
        }
    }
}
