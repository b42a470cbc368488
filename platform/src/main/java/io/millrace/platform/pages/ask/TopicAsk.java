package io.millrace.platform.pages.ask;

import io.millrace.client.admin.Admin;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.platform.pages.view.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One topic in full: its partitions, its configs, its latest records. <i>Any thread.</i> */
public final class TopicAsk {
    private static final int MAX_RECORDS = 50;
    private static final int MAX_PARTITIONS = 100;
    private static final int MAX_TOPICS_AT_ONCE = 16;

    private final LogAsk log;
    private final @Nullable RegistryAsk registry;
    private final Set<String> secret;
    private final Fresh<String, Topic> topics = new Fresh<>(1_000, MAX_TOPICS_AT_ONCE, this::ask);

    /**
     * Asks nothing yet.
     *
     * @param secret topics whose records are never read
     */
    public TopicAsk(LogAsk log, @Nullable RegistryAsk registry, Set<String> secret) {
        this.log = log;
        this.registry = registry;
        this.secret = secret;
    }

    /** There is no such topic. */
    public static final class NoSuchTopic extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoSuchTopic(String name) {
            super("there is no topic " + name);
        }
    }

    /**
     * A topic. <i>Immutable.</i>
     *
     * @param name its name
     * @param partitions the first of its partitions
     * @param morePartitions how many are left out
     * @param configs its configs
     * @param records the latest, newest first
     * @param secret whether its records are not shown
     */
    public record Topic(
            String name,
            List<Partition> partitions,
            int morePartitions,
            Map<String, String> configs,
            List<Row> records,
            boolean secret) {}

    /**
     * A partition. <i>Immutable.</i>
     *
     * @param partition its number
     * @param leader the node that leads it
     * @param start its first offset
     * @param end its next offset
     */
    public record Partition(int partition, int leader, long start, long end) {}

    /**
     * A record. <i>Immutable.</i>
     *
     * @param partition where it lies
     * @param offset its number there
     * @param timestamp its time
     * @param key its key
     * @param value its value
     * @param headers the first of its headers
     */
    public record Row(int partition, long offset, long timestamp, Shown key, Shown value, List<Header> headers) {}

    /**
     * A header. <i>Immutable.</i>
     *
     * @param name its name
     * @param value its value
     */
    public record Header(String name, Shown value) {}

    /** The topic now; fails with {@link NoSuchTopic}. */
    public CompletableFuture<Topic> topic(String name) {
        return topics.get(name);
    }

    private CompletableFuture<Topic> ask(String name) {
        return log.topics().thenCompose(all -> {
            TopicInfo info = all.stream()
                    .filter(topic -> topic.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchTopic(name));
            List<TopicPartition> partitions = new ArrayList<>();
            for (int p = 0; p < Math.min(info.partitionCount(), MAX_PARTITIONS); p++) {
                partitions.add(new TopicPartition(name, p));
            }
            return log.offsets(partitions, Admin.EARLIEST)
                    .thenCombine(log.offsets(partitions, Admin.LATEST), Bounds::new)
                    .thenCompose(bounds -> records(name, bounds)
                            .thenCombine(
                                    log.configs(name).exceptionally(refused -> Map.of()),
                                    (rows, configs) -> topic(info, bounds, rows, configs)));
        });
    }

    private record Bounds(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {}

    private Topic topic(TopicInfo info, Bounds bounds, List<Row> rows, Map<String, String> configs) {
        List<Partition> partitions = new ArrayList<>();
        for (int p = 0; p < Math.min(info.partitionCount(), MAX_PARTITIONS); p++) {
            TopicPartition partition = new TopicPartition(info.name(), p);
            partitions.add(new Partition(
                    p,
                    info.partitions().get(p).leaderId(),
                    bounds.starts.getOrDefault(partition, 0L),
                    bounds.ends.getOrDefault(partition, 0L)));
        }
        int more = Math.max(0, info.partitionCount() - MAX_PARTITIONS);
        return new Topic(info.name(), partitions, more, new TreeMap<>(configs), rows, secret.contains(info.name()));
    }

    private CompletableFuture<List<Row>> records(String name, Bounds bounds) {
        if (secret.contains(name)) {
            return CompletableFuture.completedFuture(List.of());
        }
        return log.latest(bounds.starts, bounds.ends, MAX_RECORDS)
                .thenCompose(taken -> schemas(taken)
                        .thenApply(known -> taken.stream()
                                .map(record -> row(record, known::get))
                                .toList()));
    }

    private CompletableFuture<Map<Integer, Shown.Known>> schemas(List<Taken> taken) {
        RegistryAsk from = registry;
        Map<Integer, CompletableFuture<Shown.Known>> asked = new HashMap<>();
        if (from != null) {
            for (Taken record : taken) {
                for (byte[] bytes : new byte[][] {record.key(), record.value()}) {
                    int id = Shown.schemaId(bytes);
                    if (id >= 0) {
                        asked.computeIfAbsent(id, from::schema);
                    }
                }
            }
        }
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<Integer, Shown.Known> known = new HashMap<>();
                    asked.forEach((id, schema) -> known.put(id, schema.join()));
                    return known;
                });
    }

    private static Row row(Taken record, Shown.Schemas schemas) {
        return new Row(
                record.partition(),
                record.offset(),
                record.timestamp(),
                Shown.of(record.key(), record.keySizeInBytes(), schemas),
                Shown.of(record.value(), record.valueSizeInBytes(), schemas),
                record.headers().stream()
                        .map(header ->
                                new Header(header.name(), Shown.of(header.value(), header.sizeInBytes(), id -> null)))
                        .toList());
    }
}
