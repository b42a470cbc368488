package io.millrace.platform.streams;

import static io.millrace.platform.streams.Job.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.group.Offset;
import io.millrace.streams.KafkaStreams;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.Topology;
import io.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import io.millrace.streams.kstream.Consumed;
import io.millrace.streams.kstream.Produced;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs whose threads and instances come, go and hang: nothing is lost, nothing counted twice. */
@Timeout(90)
class StreamsHandOverTest extends StreamsFixture {
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
}
