package io.millrace.streams.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.streams.KeyValue;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.kstream.KStream;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How batches are cut, when a task pauses, commits or starts anew, and what is buffered, changes nothing that counts. */
class EngineAgainstItselfTest {
    private static final int SEEDS = Integer.getInteger("millrace.engine.seeds", 25);
    private static final String[] WORDS = {"one", "two", "three", "x", "", "\u20ac", "seven"};

    private static Map<String, Consumer<StreamsBuilder>> all() {
        Map<String, Consumer<StreamsBuilder>> jobs = new LinkedHashMap<>();
        jobs.put(
                "stateless",
                b -> in(b).filter((k, v) -> v != null).mapValues(v -> v + "!").to("out"));
        jobs.put(
                "merge",
                b -> in(b).merge(b.stream("side"))
                        .groupByKey()
                        .reduce(EngineAgainstItselfTest::join)
                        .toStream()
                        .to("out"));
        jobs.put("count", b -> in(b).groupByKey().count().toStream().to("out", Produced.valueSerde(Serdes.Long())));
        jobs.put(
                "reduceWithDeletes",
                b -> in(b).groupByKey()
                        .reduce((x, y) -> y.equals("x") ? null : join(x, y))
                        .toStream()
                        .to("out"));
        jobs.put(
                "aggregate",
                b -> in(b).groupByKey()
                        .<String>aggregate(
                                () -> "",
                                (k, v, sum) -> join(sum, v),
                                Materialized.with(Serdes.String(), Serdes.String()))
                        .toStream()
                        .mapValues(v -> v + "?")
                        .to("out"));
        jobs.put(
                "wordCount",
                b -> in(b).flatMapValues(v -> Arrays.asList(String.valueOf(v).split(" ")))
                        .groupBy((k, word) -> word)
                        .count()
                        .toStream()
                        .to("out", Produced.with(Serdes.String(), Serdes.Long())));
        jobs.put(
                "windowed",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(50), Duration.ofMillis(40)))
                        .count()
                        .toStream()
                        .map((k, n) -> new KeyValue<>(k.key() + k.window().start(), "n" + n))
                        .to("out"));
        jobs.put(
                "windowedHopping",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(50), Duration.ofMillis(90))
                                .advanceBy(Duration.ofMillis(20)))
                        .reduce(EngineAgainstItselfTest::join)
                        .toStream()
                        .map((k, v) -> new KeyValue<>(k.key() + k.window().start(), v))
                        .to("out"));
        return jobs;
    }

    private static KStream<String, String> in(StreamsBuilder builder) {
        return builder.stream("in");
    }

    private static String join(String x, String y) {
        String joined = x + y;
        return joined.substring(Math.max(0, joined.length() - 12));
    }

    static Stream<String> jobs() {
        return all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void withoutCachingEveryWayWritesTheSameRecords(String job) {
        for (long seed = 0; seed < SEEDS; seed++) {
            int partitions = 1 + (int) (seed % 4);
            TestCluster plain = run(job, seed, partitions, new TestCluster.Way(1, 0, false), 10_000);
            boolean restarts = mayRestart(job, seed);
            TestCluster other = run(
                    job, seed, partitions, new TestCluster.Way(seed * 31 + 7, 0, restarts), 1 + (int) (seed * 7 % 60));
            assertThat(other.written()).as("job %s, seed %d", job, seed).isEqualTo(plain.written());
        }
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void withCachingEveryCommitLeavesTheSameNewestValues(String job) {
        for (long seed = 0; seed < SEEDS; seed++) {
            int partitions = 1 + (int) (seed % 4);
            int recordsPerCommit = 1 + (int) (seed * 13 % 80);
            boolean restarts = mayRestart(job, seed);
            long budget = seed % 2 == 0 ? 1 << 20 : 600;
            TestCluster plain = run(job, seed, partitions, new TestCluster.Way(seed, 0, restarts), recordsPerCommit);
            TestCluster cached =
                    run(job, seed, partitions, new TestCluster.Way(seed + 99, budget, restarts), recordsPerCommit);
            assertThat(cached.newestAtCommits())
                    .hasSameSizeAs(plain.newestAtCommits())
                    .isNotEmpty();
            for (int i = 0; i < plain.newestAtCommits().size(); i++) {
                assertThat(cached.newestAtCommits().get(i))
                        .as("job %s, seed %d, commit %d", job, seed, i)
                        .isEqualTo(plain.newestAtCommits().get(i));
            }
        }
    }

    /** A window's observed time lives as long as its task, so late records would be judged anew after a restart. */
    private static boolean mayRestart(String job, long seed) {
        return !job.startsWith("windowed") || seed % 3 == 0;
    }

    private static TestCluster run(String job, long seed, int partitions, TestCluster.Way way, int recordsPerCommit) {
        StreamsBuilder builder = new StreamsBuilder();
        all().get(job).accept(builder);
        TestCluster cluster = new TestCluster(builder.build(), partitions, way);
        fill(cluster, partitions, new Random(seed), !mayRestart(job, seed) || !job.startsWith("windowed"));
        cluster.run(recordsPerCommit);
        return cluster;
    }

    private static void fill(TestCluster cluster, int partitions, Random random, boolean outOfOrder) {
        long time = 1000;
        for (int i = 0; i < 150 * partitions; i++) {
            time += random.nextInt(6);
            long when = outOfOrder && random.nextInt(5) == 0 ? time - random.nextInt(120) : time;
            String topic = random.nextInt(3) == 0 ? "side" : "in";
            String key = random.nextInt(15) == 0 ? null : WORDS[random.nextInt(WORDS.length)];
            String value = random.nextInt(15) == 0 ? null : line(random);
            // A key has its partition, else two tasks would write to it, and only one of them see a deletion.
            int partition = Math.floorMod(String.valueOf(key).hashCode(), partitions);
            cluster.log(topic, partition).add(when, bytes(key), bytes(value));
        }
    }

    private static String line(Random random) {
        String line = WORDS[random.nextInt(WORDS.length)];
        return random.nextBoolean() ? line : line + " " + line(random);
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
