package io.millrace.streams.task;

import io.millrace.streams.StreamsBuilder;
import io.millrace.streams.Topology;
import io.millrace.streams.errors.DefaultProductionExceptionHandler;
import io.millrace.streams.errors.LogAndFailExceptionHandler;
import io.millrace.streams.errors.LogAndFailProcessingExceptionHandler;
import io.millrace.streams.kstream.Produced;
import io.millrace.streams.kstream.TimeWindows;
import io.millrace.streams.operator.RecordSink;
import io.millrace.streams.processor.FailOnInvalidTimestamp;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.topology.SubTopology;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Says what a record costs in a task, from batches in memory to batches in memory, CPU of the thread alone. Run it by
 * hand: its main method takes the name of a job, or none for all.
 */
final class EngineTiming {
    private static final int RECORDS = 400_000;
    private static final int ROUNDS = 12;

    private EngineTiming() {}

    public static void main(String[] args) {
        Map<String, Consumer<StreamsBuilder>> jobs = new LinkedHashMap<>();
        jobs.put(
                "map-filter",
                b -> b.<String, String>stream("in")
                        .filter((k, v) -> v.length() > 40)
                        .mapValues(v -> v.substring(20))
                        .to("out"));
        jobs.put(
                "filter-only",
                b -> b.<String, String>stream("in")
                        .filter((k, v) -> v.length() > 40)
                        .to("out"));
        jobs.put(
                "count-cached",
                b -> b.<String, String>stream("in")
                        .groupByKey()
                        .count()
                        .toStream()
                        .to("out", Produced.valueSerde(Serdes.Long())));
        jobs.put(
                "count-uncached",
                b -> b.<String, String>stream("in")
                        .groupByKey()
                        .count()
                        .toStream()
                        .to("out", Produced.valueSerde(Serdes.Long())));
        jobs.put(
                "reduce-cached",
                b -> b.<String, String>stream("in")
                        .groupByKey()
                        .reduce((x, y) -> y)
                        .toStream()
                        .to("out"));
        jobs.put(
                "windowed-count",
                b -> b.<String, String>stream("in")
                        .groupByKey()
                        .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofSeconds(10)))
                        .count()
                        .toStream()
                        .foreach((k, n) -> {}));
        jobs.forEach((name, job) -> {
            if (args.length == 0 || args[0].equals(name)) {
                time(name, job);
            }
        });
    }

    private static void time(String name, Consumer<StreamsBuilder> job) {
        StreamsBuilder builder = new StreamsBuilder();
        job.accept(builder);
        Topology topology = builder.build();
        List<ByteBuffer> batches = List.of(input());
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long nanos = round(topology.built().subTopologies().get(0), batches, name.endsWith("uncached"));
            best = Math.min(best, nanos);
        }
        System.out.printf("%-16s %6.1f ns a record%n", name, best / (double) RECORDS);
    }

    private static long round(SubTopology sub, List<ByteBuffer> batches, boolean uncached) {
        TaskConfig config = new TaskConfig(
                "timing",
                Serdes.String(),
                Serdes.String(),
                new FailOnInvalidTimestamp(),
                uncached ? 0 : 10 << 20,
                0,
                new LogAndFailExceptionHandler(),
                new LogAndFailProcessingExceptionHandler(),
                new DefaultProductionExceptionHandler());
        Batches out = new Batches();
        Batches changelog = new Batches();
        TaskPorts ports = new TaskPorts(
                out,
                (store, time, key, kp, ks, value, vp, vs) ->
                        changelog.send(store, 0, time, key, kp, ks, value, vp, vs, null, 0, 0, 0));
        Task task = new Task(new TaskId(0, 0), sub, ports, config, Map.of());
        TopicPartition partition = new TopicPartition("in", 0);
        task.position(partition, 0, -1);
        task.offer(partition, batches, RECORDS, () -> {});
        long before = cpu();
        int done = 0;
        while (done < RECORDS) {
            done += task.process(10_000, 0);
        }
        task.flush();
        return cpu() - before;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static ByteBuffer[] input() {
        Random random = new Random(1);
        int perBatch = 200;
        ByteBuffer[] batches = new ByteBuffer[RECORDS / perBatch];
        for (int i = 0; i < batches.length; i++) {
            BatchWriter writer = new BatchWriter(1 << 15, Integer.MAX_VALUE).begin();
            for (int r = 0; r < perBatch; r++) {
                byte[] key = ("key-" + random.nextInt(10_000)).getBytes(StandardCharsets.UTF_8);
                byte[] value = "v".repeat(30 + random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
                writer.append(1_000_000 + i * 100L + r, key, value);
            }
            batches[i] = writer.finish(-1, (short) -1, -1, Compression.NONE, false);
            BatchHeader.setBaseOffset(batches[i], 0, (long) i * perBatch);
        }
        return batches;
    }

    /** Writes batches and throws them away, as the client would without a network. */
    private static final class Batches implements RecordSink {
        private final BatchWriter writer = new BatchWriter(1 << 16, 1 << 16);
        private boolean open;

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
            while (true) {
                if (!open) {
                    writer.begin();
                    open = true;
                }
                if (writer.append(
                        timestamp,
                        key,
                        keyPosition,
                        keySize,
                        value,
                        valuePosition,
                        valueSize,
                        rawHeaders,
                        headersPosition,
                        headersSize,
                        headerCount)) {
                    return;
                }
                writer.recycle(writer.finish(1, (short) 0, 0, Compression.NONE, false));
                open = false;
            }
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
