package io.millrace.platform.streams;

import static io.millrace.platform.streams.Job.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.client.group.Offset;
import io.millrace.streams.KafkaStreams;
import io.millrace.streams.KeyValue;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.Topology;
import io.millrace.streams.errors.LogAndContinueExceptionHandler;
import io.millrace.streams.errors.MissingSourceTopicException;
import io.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import io.millrace.streams.extra.ApplicationReset;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.GlobalKTable;
import io.millrace.streams.kstream.Grouped;
import io.millrace.streams.kstream.Materialized;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class StreamsRuntimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String[] WORDS = {"log", "stream", "table", "mill", "race", "key", "value", "time"};

    private TestLog log;

    @BeforeEach
    void openLog() {
        log = new TestLog();
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void wordCountThroughARepartitionTopicEqualsAPlainLoop() {
        log.create("lines", 4);
        log.create("counts", 2);
        Map<String, Long> expected = writeLines(2_000, 7);

        try (Job job = new Job(wordCount(), settings("count", log)).start()) {
            job.awaitDone();
        }

        assertThat(longs(log.table("counts"))).isEqualTo(expected);
        assertThat(log.topics()).contains("count-words-changelog", "count-words-repartition");
    }

    @Test
    void countsExactlyAcrossRestartsSinceStateAndPositionsAreTakenUpWhereTheyWere() {
        log.create("lines", 4);
        log.create("counts", 1);
        Map<String, Long> expected = new TreeMap<>();
        for (int run = 0; run < 3; run++) {
            writeLines(500, run).forEach((word, count) -> expected.merge(word, count, Long::sum));
            Map<String, Object> settings = settings("count", log);
            settings.put("num.stream.threads", 1 + run);
            try (Job job = new Job(wordCount(), settings).start()) {
                job.awaitDone();
            }
            assertThat(longs(log.table("counts"))).as("after run %d", run).isEqualTo(expected);
        }
    }

    @Test
    void aWindowedAggregateIsRestoredFromItsChangelog() {
        log.create("numbers", 3);
        log.create("sums", 1);
        Random random = new Random(5);
        Map<String, Long> expected = new TreeMap<>();
        for (int run = 0; run < 2; run++) {
            for (int i = 0; i < 600; i++) {
                // Both runs fall into the same windows: the second goes on from what the first left.
                long time = 1_000_000 + random.nextInt(5_000);
                String key = "k" + random.nextInt(9);
                log.write("numbers", key.charAt(1) % 3, time, key, Integer.toString(i));
                expected.merge(key + "@" + time / 1000 * 1000, (long) i, Long::sum);
            }
            log.flush();
            try (Job job = new Job(windowedSum(), settings("windows", log)).start()) {
                job.awaitDone();
            }
            assertThat(longs(log.table("sums"))).as("after run %d", run).isEqualTo(expected);
        }
    }

    @Test
    void twoInstancesShareThePartitionsAndHandOver() {
        log.create("lines", 4);
        log.create("counts", 1);
        Map<String, Long> expected = new TreeMap<>(writeLines(300, 1));
        Job second;
        try (Job first = new Job(wordCount(), settings("count", log)).start()) {
            first.awaitDone();
            second = new Job(wordCount(), settings("count", log)).start();
            Job.await("both have tasks", () -> tasks(first) == 4 && tasks(second) == 4);
            first.awaitState(KafkaStreams.State.RUNNING);
            second.awaitState(KafkaStreams.State.RUNNING);
            writeLines(300, 2).forEach((word, count) -> expected.merge(word, count, Long::sum));
            second.awaitDone();
            assertThat(longs(log.table("counts"))).isEqualTo(expected);
        }
        try (second) {
            Job.await("one has all tasks", () -> tasks(second) == 8);
            writeLines(300, 3).forEach((word, count) -> expected.merge(word, count, Long::sum));
            second.awaitDone();
        }
        assertThat(longs(log.table("counts"))).isEqualTo(expected);
    }

    @Test
    void aRecordThatCannotBeReadStopsTheJobAtIt() {
        log.create("longs", 1);
        log.create("doubled", 1);
        writePoisoned();

        Job job = new Job(doubled(), settings("poison", log));
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        job.streams.setUncaughtExceptionHandler(failure -> {
            failures.add(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        job.start().awaitState(KafkaStreams.State.ERROR);

        assertThat(failures)
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).hasStackTraceContaining("longs").hasStackTraceContaining("3"));
        assertThat(log.committed("poison").get(new TopicPartition("longs", 0)).offset())
                .as("what came before it is committed, to the record")
                .isEqualTo(3);
        assertThat(log.read("doubled")).extracting(TestLog.Read::valueLong).containsExactly(0L, 2L, 4L);
        job.close();
    }

    @Test
    void aRecordThatCannotBeReadIsLeftOutWhenTheHandlerSaysSo() {
        log.create("longs", 1);
        log.create("doubled", 1);
        writePoisoned();

        Map<String, Object> settings = settings("poison", log);
        settings.put("deserialization.exception.handler", LogAndContinueExceptionHandler.class);
        try (Job job = new Job(doubled(), settings).start()) {
            job.awaitDone();
        }

        assertThat(log.read("doubled")).extracting(TestLog.Read::valueLong).containsExactly(0L, 2L, 4L, 6L, 8L);
    }

    @Test
    void aThreadThatDiesInTheMiddleIsReplacedAndNothingIsLost() {
        log.create("numbers", 4);
        log.create("largest", 1);
        Random random = new Random(11);
        Map<String, Long> expected = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            String key = "k" + random.nextInt(20);
            long value = random.nextInt(1_000_000);
            log.write("numbers", Math.floorMod(key.hashCode(), 4), i, key, Long.toString(value));
            expected.merge(key, value, Math::max);
        }
        log.flush();
        AtomicBoolean died = new AtomicBoolean();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        Topology topology = largest(value -> {
            seen.add(1);
            if (seen.size() == 900 && died.compareAndSet(false, true)) {
                throw new IllegalStateException("a fault in user code");
            }
        });
        Map<String, Object> settings = settings("killed", log);
        settings.put("num.stream.threads", 2);
        Job job = new Job(topology, settings);
        job.streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.REPLACE_THREAD);
        try (job) {
            job.start().awaitDone();
            job.awaitState(KafkaStreams.State.RUNNING);
            assertThat(job.streams.metadataForLocalThreads()).hasSize(2);
        }

        assertThat(died).isTrue();
        assertThat(seen).as("at least once").hasSizeGreaterThanOrEqualTo(2_000);
        assertThat(longs(log.table("largest"))).isEqualTo(expected);
    }

    @Test
    void aGlobalTableIsCompleteBeforeTheFirstRecord() {
        log.create("names", 3);
        log.create("codes", 2);
        log.create("joined", 1);
        for (int i = 0; i < 5_000; i++) {
            log.write("names", i % 3, 1, "c" + i, "old");
            log.write("names", i % 3, 2, "c" + i, "n" + i);
        }
        for (int i = 0; i < 1_000; i++) {
            log.write("codes", i % 2, i, "k" + i, "c" + (i * 7 % 5_500));
        }
        log.flush();
        StreamsBuilder builder = new StreamsBuilder();
        GlobalKTable<String, String> names = builder.globalTable("names");
        builder.<String, String>stream("codes")
                .leftJoin(names, (key, code) -> code, (code, name) -> code + "=" + name)
                .to("joined");

        try (Job job = new Job(builder.build(), settings("lookup", log)).start()) {
            job.awaitDone();
            // And it is kept current.
            log.write("names", 0, 3, "late", "comer");
            log.flush();
            Job.await("the table follows its topic", () -> {
                log.write("codes", 0, 2_000, "again", "late");
                log.flush();
                job.awaitDone();
                return log.table("joined").containsKey("again")
                        && new String(log.table("joined").get("again"), StandardCharsets.UTF_8).equals("late=comer");
            });
        }

        Map<String, byte[]> joined = log.table("joined");
        for (int i = 0; i < 1_000; i++) {
            int code = i * 7 % 5_500;
            String name = code < 5_000 ? "n" + code : "null";
            assertThat(new String(joined.get("k" + i), StandardCharsets.UTF_8)).isEqualTo("c" + code + "=" + name);
        }
    }

    @Test
    void aThreadThatSleptThroughItsSessionCommitsNothingOfWhatIsOthersByNow() throws InterruptedException {
        log.create("numbers", 2);
        log.create("largest", 1);
        CountDownLatch asleep = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        Map<String, Object> settings = settings("zombie", log);
        settings.put("session.timeout.ms", 300);
        settings.put("consumer.heartbeat.interval.ms", 50);
        Map<String, Long> expected = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            log.write("numbers", i % 7 % 2, i, "k" + i % 7, Integer.toString(i));
            expected.merge("k" + i % 7, (long) i, Math::max);
        }
        log.flush();

        Job sleeper = new Job(
                largest(value -> {
                    if (value == 50) {
                        asleep.countDown();
                        awaitQuietly(wake);
                    }
                }),
                settings);
        Job other = new Job(largest(value -> {}), settings);
        try (sleeper;
                other) {
            sleeper.start();
            assertThat(asleep.await(20, TimeUnit.SECONDS)).isTrue();
            other.start().awaitDone();
            Map<TopicPartition, Offset> committed = log.committed("zombie");
            wake.countDown();
            Job.await("they share", () -> tasks(sleeper) == 1 && tasks(other) == 1);
            for (int i = 100; i < 200; i++) {
                log.write("numbers", i % 7 % 2, i, "k" + i % 7, Integer.toString(i));
                expected.merge("k" + i % 7, (long) i, Math::max);
            }
            log.flush();
            other.awaitDone();
            log.committed("zombie")
                    .forEach((partition, offset) -> assertThat(offset.offset())
                            .isGreaterThanOrEqualTo(committed.get(partition).offset()));
        }
        assertThat(longs(log.table("largest"))).isEqualTo(expected);
    }

    @Test
    void instancesThatComeAndGoAtRandomCountEveryWordOnce() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        log.create("lines", 3);
        log.create("counts", 2);
        Map<String, Long> expected = new TreeMap<>();
        List<Job> running = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            writeLines(150, seed + round).forEach((word, count) -> expected.merge(word, count, Long::sum));
            if (running.size() < 3 && (running.isEmpty() || random.nextBoolean())) {
                Map<String, Object> settings = settings("count", log);
                settings.put("num.stream.threads", 1 + random.nextInt(2));
                settings.put("commit.interval.ms", random.nextInt(20));
                settings.put("statestore.cache.max.bytes", random.nextBoolean() ? 0 : 1_000);
                running.add(new Job(wordCount(), settings).start());
            } else {
                running.remove(random.nextInt(running.size())).close();
            }
        }
        if (running.isEmpty()) {
            running.add(new Job(wordCount(), settings("count", log)).start());
        }
        running.get(0).awaitDone();
        running.forEach(Job::close);

        assertThat(longs(log.table("counts"))).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    void aMissingSourceTopicIsNamed() {
        Job job = new Job(doubled(), settings("nothing", log));
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        job.streams.setUncaughtExceptionHandler(failure -> {
            failures.add(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        job.start().awaitState(KafkaStreams.State.ERROR);

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(MissingSourceTopicException.class)
                        .hasMessageContaining("longs"));
        assertThat(log.topics()).doesNotContain("longs");
        job.close();
    }

    @Test
    void oneThreadMayStopEveryInstance() {
        log.create("longs", 2);
        log.create("doubled", 1);
        Job healthy = new Job(doubled(), settings("all", log)).start().awaitState(KafkaStreams.State.RUNNING);
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("longs", Consumed.with(Serdes.String(), Serdes.Long()))
                .mapValues((String key, Long value) -> {
                    if (value == 99) {
                        throw new IllegalStateException("stop all");
                    }
                    return value * 2;
                })
                .to("doubled", Produced.with(Serdes.String(), Serdes.Long()));
        Job failing = new Job(builder.build(), settings("all", log));
        failing.streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.SHUTDOWN_APPLICATION);
        failing.start();
        Job.await("they share", () -> tasks(healthy) == 1 && tasks(failing) == 1);

        for (int p = 0; p < 2; p++) {
            log.write("longs", p, 1, "k".getBytes(StandardCharsets.UTF_8), eight(99));
        }
        log.flush();

        failing.awaitState(KafkaStreams.State.ERROR);
        healthy.awaitState(KafkaStreams.State.ERROR);
        failing.close();
        healthy.close();
    }

    @Test
    void aResetMakesTheJobComputeTheSameAnew() {
        log.create("lines", 2);
        log.create("counts", 1);
        Map<String, Long> expected = writeLines(400, 3);
        Topology topology = wordCount();
        Job job = new Job(topology, settings("count", log)).start();
        job.awaitDone();

        assertThatThrownBy(() -> ApplicationReset.reset(topology, job.config(), PATIENCE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("running");
        job.close();

        assertThat(ApplicationReset.reset(topology, job.config(), PATIENCE))
                .containsExactlyInAnyOrder("count-words-changelog", "count-words-repartition");
        assertThat(log.committed("count").values()).extracting(Offset::offset).containsOnly(0L);
        try (Job again = new Job(wordCount(), settings("count", log)).start()) {
            again.awaitDone();
        }
        assertThat(longs(log.table("counts"))).isEqualTo(expected);
    }

    @Test
    void committedPositionsAreExactWhateverTheCommitInterval() {
        log.create("lines", 2);
        log.create("counts", 1);
        Map<String, Long> expected = writeLines(500, 9);
        Map<String, Object> settings = settings("count", log);
        settings.put("commit.interval.ms", 0);
        settings.put("statestore.cache.max.bytes", 0);
        try (Job job = new Job(wordCount(), settings).start()) {
            job.awaitDone();
            log.ends("lines")
                    .forEach((partition, end) -> assertThat(
                                    log.committed("count").get(partition).offset())
                            .isEqualTo(end));
        }
        assertThat(longs(log.table("counts"))).isEqualTo(expected);
        // Without a cache every update is sent on.
        long updates = expected.values().stream().mapToLong(Long::longValue).sum();
        assertThat(log.read("counts")).hasSize((int) updates);
    }

    @Test
    void aStartedJobProcessesItsFirstRecordAtOnce() {
        log.create("lines", 1);
        log.create("counts", 1);
        long best = Long.MAX_VALUE;
        for (int run = 0; run < 5; run++) {
            writeLines(1, run);
            Job job = new Job(wordCount(), settings("quick" + run, log));
            long begun = System.nanoTime();
            job.start();
            Job.await("first record", () -> job.metric("process-total", "stream-thread-metrics") > 0);
            best = Math.min(best, System.nanoTime() - begun);
            job.close();
        }
        assertThat(best).isLessThan(Duration.ofMillis(300).toNanos());
    }

    private static int tasks(Job job) {
        return job.streams.metadataForLocalThreads().stream()
                .mapToInt(thread -> thread.activeTasks().size())
                .sum();
    }

    private Map<String, Long> writeLines(int lines, long seed) {
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

    private void writePoisoned() {
        for (long i = 0; i < 3; i++) {
            log.write("longs", 0, i, "k".getBytes(StandardCharsets.UTF_8), eight(i));
        }
        log.write("longs", 0, 3, "k", "no long");
        for (long i = 3; i < 5; i++) {
            log.write("longs", 0, i, "k".getBytes(StandardCharsets.UTF_8), eight(i));
        }
        log.flush();
    }

    private static Topology wordCount() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String()))
                .flatMapValues(line -> Arrays.asList(line.trim().split(" ")))
                .groupBy((key, word) -> word, Grouped.with("words", Serdes.String(), Serdes.String()))
                .count(Materialized.as("words"))
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    private static Topology windowedSum() {
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

    private static Topology largest(LongConsumer each) {
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

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Topology doubled() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("longs", Consumed.with(Serdes.String(), Serdes.Long()))
                .mapValues(value -> value * 2)
                .to("doubled", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    private static Map<String, Long> longs(Map<String, byte[]> table) {
        Map<String, Long> longs = new HashMap<>();
        table.forEach((key, value) -> longs.put(key, ByteBuffer.wrap(value).getLong()));
        return longs;
    }

    private static byte[] eight(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
