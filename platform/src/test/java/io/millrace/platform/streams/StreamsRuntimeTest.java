package io.millrace.platform.streams;

import static io.millrace.platform.streams.Job.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.client.group.Offset;
import io.millrace.streams.KafkaStreams;
import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.Topology;
import io.millrace.streams.errors.LogAndContinueExceptionHandler;
import io.millrace.streams.errors.MissingSourceTopicException;
import io.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import io.millrace.streams.extra.ApplicationReset;
import io.millrace.streams.kstream.GlobalKTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs on a log: what they compute, and what they say of what they cannot read. */
@Timeout(90)
class StreamsRuntimeTest extends StreamsFixture {
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
}
