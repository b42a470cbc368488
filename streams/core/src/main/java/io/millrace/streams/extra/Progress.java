package io.millrace.streams.extra;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.client.LogClient;
import io.millrace.client.admin.Admin;
import io.millrace.client.call.Await;
import io.millrace.client.config.ClientConfig;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.streams.StreamsConfig;
import io.millrace.streams.Topology;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * How far an application has come, over all of its instances, as the cluster knows it: what its group committed against
 * the ends of what it reads, its repartition topics included. Asking takes three requests; it works beside the
 * application or from elsewhere. Kafka Streams has nothing like it. Owned by one thread, which waits for the answers.
 */
public final class Progress implements AutoCloseable {
    private final PumpedLoop loop = new PumpedLoop(Clock.SYSTEM);
    private final LogClient client;
    private final String group;
    private final ApplicationTopics topics;

    /** Looks at the application that runs this topology with these settings. */
    public Progress(Topology topology, StreamsConfig config) {
        group = config.getString(StreamsConfig.APPLICATION_ID_CONFIG);
        topics = ApplicationTopics.of(topology, group);
        loop.turn(0); // makes this thread the loop's owner
        client = LogClient.open(
                ClientConfig.to(
                        String.join(",", config.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)), Secured.by(config)),
                loop);
    }

    /**
     * One partition that the application reads. <i>Immutable.</i>
     *
     * @param start the first offset that is kept
     * @param committed the next offset to process, or the start when nothing was committed
     * @param end the offset after the last record
     */
    public record Position(long start, long committed, long end) {
        /** Records that are not yet processed and committed. */
        public long lag() {
            return Math.max(0, end - committed);
        }
    }

    /**
     * What one look found. <i>Immutable.</i>
     *
     * @param positions by partition
     * @param missing topics that do not exist (yet)
     */
    public record Snapshot(Map<TopicPartition, Position> positions, Set<String> missing) {
        /** Records that are not yet processed and committed, repartition topics included. */
        public long lag() {
            return sum(Position::lag);
        }

        /** Records processed and committed of those that are kept. */
        public long committed() {
            return sum(position -> position.committed() - position.start());
        }

        /**
         * Whether every record that was in the input when the look began is processed to its end, and committed: also
         * what came of it in repartition topics, since ends are read after commits, and an instance commits a position
         * only after everything that came of the records before it is acknowledged.
         */
        public boolean done() {
            return missing.isEmpty() && lag() == 0;
        }

        private long sum(ToLongFunction<Position> figure) {
            return positions.values().stream().mapToLong(figure).sum();
        }
    }

    /** Looks now; throws a TimeoutException when the cluster does not answer in time. */
    public Snapshot look(Duration patience) {
        long patienceMs = patience.toMillis();
        Map<TopicPartition, Long> starts = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<String, TopicInfo> found =
                Await.value(loop, patienceMs, answer -> client.metadata().refresh(topics.sources(), answer));
        found.forEach((name, topic) -> {
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                starts.put(new TopicPartition(name, partition), Admin.EARLIEST);
                ends.put(new TopicPartition(name, partition), Admin.LATEST);
            }
        });
        Map<TopicPartition, Offset> committed =
                Await.value(loop, patienceMs, answer -> client.admin().groupOffsets(group, answer));
        Map<TopicPartition, Long> startOffsets = offsets(starts, patienceMs);
        Map<TopicPartition, Long> endOffsets = offsets(ends, patienceMs);

        Map<TopicPartition, Position> positions = new HashMap<>();
        endOffsets.forEach((partition, end) -> {
            long start = startOffsets.getOrDefault(partition, 0L);
            Offset at = committed.get(partition);
            positions.put(partition, new Position(start, at == null ? start : at.offset(), end));
        });
        return new Snapshot(Map.copyOf(positions), missing(found.keySet()));
    }

    private Set<String> missing(Collection<String> found) {
        Set<String> missing = topics.sources();
        missing.removeAll(found);
        return Set.copyOf(missing);
    }

    private Map<TopicPartition, Long> offsets(Map<TopicPartition, Long> specs, long patienceMs) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        if (!specs.isEmpty()) {
            Map<TopicPartition, Admin.FoundOffset> found =
                    Await.value(loop, patienceMs, answer -> client.admin().listOffsets(specs, answer));
            found.forEach((partition, offset) -> offsets.put(partition, offset.offset()));
        }
        return offsets;
    }

    @Override
    public void close() {
        client.close();
    }
}
