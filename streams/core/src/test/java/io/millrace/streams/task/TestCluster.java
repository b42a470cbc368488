package io.millrace.streams.task;

import io.millrace.streams.Topology;
import io.millrace.streams.errors.DefaultProductionExceptionHandler;
import io.millrace.streams.errors.LogAndFailExceptionHandler;
import io.millrace.streams.errors.LogAndFailProcessingExceptionHandler;
import io.millrace.streams.operator.RecordSink;
import io.millrace.streams.processor.FailOnInvalidTimestamp;
import io.millrace.streams.processor.TaskId;
import io.millrace.streams.topology.BuiltTopology;
import io.millrace.streams.topology.SubTopology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;

/** Runs every task of a topology over logs in memory, one after the other, with batches and pauses as chance has it. */
final class TestCluster {
    /** How a run goes about it; none of it may change what comes out. */
    record Way(long seed, long cacheBytes, boolean restarts) {}

    private final BuiltTopology topology;
    private final int partitions;
    private final Way way;
    private final Random random;
    private final Map<TopicPartition, TestLog> logs = new HashMap<>();
    private final List<String> newestAtCommits = new ArrayList<>();

    TestCluster(Topology topology, int partitions, Way way) {
        this.topology = topology.built();
        this.partitions = partitions;
        this.way = way;
        this.random = new Random(way.seed());
    }

    TestLog log(String topic, int partition) {
        return logs.computeIfAbsent(new TopicPartition(topic, partition), key -> new TestLog());
    }

    /** Runs upstream tasks to their end before those below them; commits after every so many records. */
    void run(int recordsPerCommit) {
        for (SubTopology sub : topology.subTopologies()) {
            for (int partition = 0; partition < partitions; partition++) {
                new Runner(sub, partition).run(recordsPerCommit);
            }
        }
    }

    /** Every topic's partitions, changelogs left out. */
    Map<String, String> written() {
        Map<String, String> written = new TreeMap<>();
        logs.forEach((partition, log) -> {
            if (!partition.topic().endsWith("-changelog")) {
                written.put(partition.toString(), log.records().toString());
            }
        });
        return written;
    }

    /** What each commit left as the newest value of each key of the topic "out". */
    List<String> newestAtCommits() {
        return newestAtCommits;
    }

    private TaskConfig config() {
        return new TaskConfig(
                "test",
                Serdes.String(),
                Serdes.String(),
                new FailOnInvalidTimestamp(),
                way.cacheBytes(),
                0,
                new LogAndFailExceptionHandler(),
                new LogAndFailProcessingExceptionHandler(),
                new DefaultProductionExceptionHandler());
    }

    private String newest() {
        Map<String, String> newest = new TreeMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            for (TestLog.Rec record : log("out", partition).records()) {
                newest.put(partition + Arrays.toString(record.key()), Arrays.toString(record.value()));
            }
        }
        newest.values().removeIf(value -> value.equals("null"));
        return newest.toString();
    }

    /** One task's life, restarts included. */
    private final class Runner {
        private final SubTopology sub;
        private final TaskId id;
        private final Map<TopicPartition, Long> offered = new HashMap<>();
        private Task task;
        private int unreleased;

        Runner(SubTopology sub, int partition) {
            this.sub = sub;
            this.id = new TaskId(sub.id(), partition);
            this.task = open(Map.of());
        }

        void run(int recordsPerCommit) {
            int processed = 0;
            int untilCommit = recordsPerCommit;
            while (processed < total()) {
                offerSome();
                int done = task.process(Math.min(untilCommit, 1 + random.nextInt(30)), 0);
                processed += done;
                untilCommit -= done;
                if (untilCommit == 0) {
                    commit();
                    untilCommit = recordsPerCommit;
                }
            }
            commit();
            task.close();
            if (unreleased != 0) {
                throw new AssertionError(unreleased + " slices were not released");
            }
        }

        private int total() {
            return task.partitions().stream()
                    .mapToInt(p -> log(p.topic(), p.partition()).size())
                    .sum();
        }

        private void commit() {
            task.flush();
            newestAtCommits.add(newest());
            if (way.restarts() && random.nextInt(3) == 0) {
                Map<TopicPartition, Consumed> consumed = task.consumed();
                task.close();
                task = open(consumed);
            }
        }

        private Task open(Map<TopicPartition, Consumed> consumed) {
            Task opened = new Task(id, sub, new TaskPorts(new Out(), this::changed), config(), Map.of());
            for (String store : opened.changelogStores()) {
                TestLog changelog = log(opened.changelogTopic(store), id.partition());
                opened.restore(store, changelog.slices(0, changelog.size(), random));
            }
            for (TopicPartition partition : opened.partitions()) {
                Consumed from = consumed.getOrDefault(partition, new Consumed(0, -1, -1));
                opened.position(partition, from.offset(), from.partitionTime());
                opened.endOffset(
                        partition, log(partition.topic(), partition.partition()).size());
                // A fetch may begin with a batch that starts before the position.
                offered.put(partition, Math.max(0, from.offset() - random.nextInt(5)));
            }
            return opened;
        }

        private void offerSome() {
            for (TopicPartition partition : task.partitions()) {
                TestLog log = log(partition.topic(), partition.partition());
                int from = offered.get(partition).intValue();
                int to = Math.min(log.size(), from + random.nextInt(40));
                if (random.nextBoolean() && to > from) {
                    unreleased++;
                    task.offer(partition, log.slices(from, to, random), to, () -> unreleased--);
                    offered.put(partition, (long) to);
                }
            }
        }

        private void changed(
                String store,
                long timestamp,
                byte[] key,
                int keyPosition,
                int keySize,
                byte[] value,
                int valuePosition,
                int valueSize) {
            log("test-" + store + "-changelog", id.partition())
                    .add(timestamp, cut(key, keyPosition, keySize), cut(value, valuePosition, valueSize));
        }
    }

    private final class Out implements RecordSink {
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
            log(topic, Math.max(0, partition))
                    .add(timestamp, cut(key, keyPosition, keySize), cut(value, valuePosition, valueSize));
        }

        @Override
        public int partitionCount(String topic) {
            return partitions;
        }

        @Override
        public boolean full() {
            return random.nextInt(10) == 0;
        }
    }

    private static byte[] cut(byte[] bytes, int position, int size) {
        return bytes == null || size < 0 ? null : Arrays.copyOfRange(bytes, position, position + size);
    }
}
