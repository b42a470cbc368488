package io.millrace.platform.streams;

import io.millrace.streams.KeyValue;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.Topology;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A log for the jobs of a test, their topologies, and what they are to compute. */
@Timeout(90)
abstract class StreamsFixture {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final String[] WORDS = {"log", "stream", "table", "mill", "race", "key", "value", "time"};

    TestLog log;

    @BeforeEach
    void openLog() {
        log = new TestLog();
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    static int tasks(Job job) {
        return job.streams.metadataForLocalThreads().stream()
                .mapToInt(thread -> thread.activeTasks().size())
                .sum();
    }

    Map<String, Long> writeLines(int lines, long seed) {
        Random random = new Random(seed);
        Map<String, Long> counts = new TreeMap<>();
        int partitions = log.ends("lines").size();
        for (int i = 0; i < lines; i++) {
            StringBuilder line = new StringBuilder();
            for (int w = 1 + random.nextInt(6); w > 0; w--) {
                String word = WORDS[random.nextInt(WORDS.length)] + random.nextInt(4);
                line.append(word).append(' ');
                counts.merge(word, 1L, Long::sum);
            }
            log.write("lines", i % partitions, i, null, line.toString());
        }
        log.flush();
        return counts;
    }

    void writePoisoned() {
        for (long i = 0; i < 3; i++) {
            log.write("longs", 0, i, "k".getBytes(StandardCharsets.UTF_8), eight(i));
        }
        log.write("longs", 0, 3, "k", "no long");
        for (long i = 3; i < 5; i++) {
            log.write("longs", 0, i, "k".getBytes(StandardCharsets.UTF_8), eight(i));
        }
        log.flush();
    }

    static Topology wordCount() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String()))
                .flatMapValues(line -> Arrays.asList(line.trim().split(" ")))
                .groupBy((key, word) -> word, Grouped.with("words", Serdes.String(), Serdes.String()))
                .count(Materialized.as("words"))
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    static Topology windowedSum() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("numbers", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey(Grouped.with(Serdes.String(), Serdes.String()))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofSeconds(1), Duration.ofHours(1)))
                .aggregate(
                        () -> 0L,
                        (key, value, sum) -> sum + Long.parseLong(value),
                        Materialized
                                .<String, Long,
                                        io.millrace.streams.state.WindowStore<
                                                org.apache.kafka.common.utils.Bytes, byte[]>>
                                        as("sums")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.Long()))
                .toStream()
                .map((windowed, sum) ->
                        KeyValue.pair(windowed.key() + "@" + windowed.window().start(), sum))
                .to("sums", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    static Topology largest(LongConsumer each) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("numbers", Consumed.with(Serdes.String(), Serdes.String()))
                .mapValues(text -> {
                    long value = Long.parseLong(text);
                    each.accept(value);
                    return value;
                })
                .groupByKey(Grouped.with(Serdes.String(), Serdes.Long()))
                .reduce(Math::max, Materialized.as("max"))
                .toStream()
                .to("largest", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static Topology doubled() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("longs", Consumed.with(Serdes.String(), Serdes.Long()))
                .mapValues(value -> value * 2)
                .to("doubled", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    static Map<String, Long> longs(Map<String, byte[]> table) {
        Map<String, Long> longs = new HashMap<>();
        table.forEach((key, value) -> longs.put(key, ByteBuffer.wrap(value).getLong()));
        return longs;
    }

    static byte[] eight(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
