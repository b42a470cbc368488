package io.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.produce.Partitioners;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.Topology;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against itself: one thread and two must not differ, whatever falls between their commits. */
@Timeout(90)
class ThreadsAgainstEachOtherTest {
    private static final int PARTITIONS = 4;
    private static final int RECORDS = 1_500;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void withoutCachingEveryPartitionOfTheOutputIsEqual(long seed) {
        try (TestLog log = new TestLog()) {
            write(log, seed);

            Map<Integer, List<String>> one = partitions(run(log, 1, 0, seed));
            Map<Integer, List<String>> two = partitions(run(log, 2, 0, seed));

            assertThat(one.values().stream().mapToInt(List::size).sum()).isEqualTo(RECORDS);
            assertThat(two).isEqualTo(one);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 5, 6})
    void withCachingTheLastValueOfEveryKeyIsEqual(long seed) {
        try (TestLog log = new TestLog()) {
            write(log, seed);

            Map<String, String> uncached = last(run(log, 1, 0, seed));

            assertThat(last(run(log, 1, 64 << 10, seed))).isEqualTo(uncached);
            assertThat(last(run(log, 2, 64 << 10, seed))).isEqualTo(uncached);
        }
    }

    /** Keys lie where their hash says, so that one task alone writes a partition of the output. */
    private static void write(TestLog log, long seed) {
        Random random = new Random(seed);
        log.create("in", PARTITIONS);
        for (int i = 0; i < RECORDS; i++) {
            String key = "k" + random.nextInt(40);
            int partition = Partitioners.forKey(key.getBytes(StandardCharsets.UTF_8), PARTITIONS);
            log.write("in", partition, 1_000_000 + i * 3L + random.nextInt(50), key, "v" + random.nextInt(5));
        }
        log.flush();
    }

    private static List<TestLog.Read> run(TestLog log, int threads, int cacheBytes, long seed) {
        String application = "job-" + threads + "-" + cacheBytes;
        String out = application + "-out";
        log.create(out, PARTITIONS);
        Map<String, Object> settings = Job.settings(application, log);
        settings.put("num.stream.threads", threads);
        settings.put("statestore.cache.max.bytes", cacheBytes);
        settings.put("commit.interval.ms", 1 + (int) (seed % 7));
        try (Job job = new Job(topology(out), settings).start()) {
            job.awaitDone();
        }
        return log.read(out);
    }

    private static Topology topology(String out) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream("in")
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(500), Duration.ofSeconds(10)))
                .aggregate(
                        () -> "", (key, value, all) -> all + value, Materialized.with(Serdes.String(), Serdes.String()))
                .toStream()
                .selectKey((window, all) -> window.key())
                .mapValues((key, all) -> key + ":" + all)
                .to(out, Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    private static Map<Integer, List<String>> partitions(List<TestLog.Read> records) {
        return records.stream()
                .collect(Collectors.groupingBy(
                        TestLog.Read::partition,
                        TreeMap::new,
                        Collectors.mapping(
                                read -> read.keyText() + "=" + read.valueText() + "@" + read.timestamp(),
                                Collectors.toList())));
    }

    private static Map<String, String> last(List<TestLog.Read> records) {
        Map<String, String> last = new TreeMap<>();
        // Windows of one key are told apart by the result's timestamp, which lies in its window.
        records.forEach(read -> last.put(read.keyText() + "/" + window(read), read.valueText()));
        return last;
    }

    private static long window(TestLog.Read read) {
        return read.timestamp() / 500;
    }
}
