package io.millrace.broker.coordinate;

import io.millrace.base.Loop;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.broker.partition.Partitions.Shard;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.storage.log.LogConfig;
import io.millrace.storage.log.LogId;
import io.millrace.storage.log.LogStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the partitions follow the catalog: closes and deletes those of topics that are gone, opens those of new ones, and
 * only then lets clients see the new image. So what clients see accepts writes. {@link #served}: <i>any thread</i>; the
 * rest: <i>loop-owned</i> by the catalog's loop.
 */
public final class Topics {
    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private final LogStore store;
    private final Partitions partitions;
    private final Loop loop;
    private final TopicDefaults defaults;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private Consumer<List<TopicPartition>> onDeleted = deleted -> {};
    private @Nullable CatalogImage target;
    private long targetNumber;
    private long servedNumber;
    private boolean busy;
    private boolean stopped;
    private volatile Served served = new Served(CatalogImage.EMPTY, Map.of());

    /** Serves nothing yet. */
    public Topics(LogStore store, Partitions partitions, Loop loop, TopicDefaults defaults) {
        this.store = store;
        this.partitions = partitions;
        this.loop = loop;
        this.defaults = defaults;
    }

    /** What clients may see, with each topic's settings. <i>Immutable.</i> */
    public record Served(CatalogImage image, Map<Uuid, TopicSettings> settings) {
        /** The topic's settings; it is one of the image's. */
        public TopicSettings settingsOf(TopicImage topic) {
            TopicSettings found = settings.get(topic.id());
            if (found == null) {
                throw new IllegalStateException("no settings of " + topic.name());
            }
            return found;
        }
    }

    /** What clients may see now. */
    public Served served() {
        return served;
    }

    /** Who is told which partitions are no more. */
    public void onDeleted(Consumer<List<TopicPartition>> listener) {
        onDeleted = listener;
    }

    /** Follows the catalog to this image. */
    public void follow(CatalogImage image) {
        target = image;
        targetNumber++;
        step();
    }

    /** Runs the task when everything that the catalog published until now is served. */
    public void whenServed(Runnable task) {
        if (servedNumber == targetNumber) {
            task.run();
        } else {
            waiting.add(new Waiting(targetNumber, task));
        }
    }

    /** Follows no more. */
    public void stop() {
        stopped = true;
    }

    private void step() {
        CatalogImage next = target;
        if (busy || stopped || next == null) {
            return;
        }
        busy = true;
        target = null;
        long number = targetNumber;
        List<TopicImage> gone = missing(served.image(), next);
        List<TopicImage> fresh = missing(next, served.image());
        remove(gone, 0, () -> open(fresh, () -> serve(next, number)));
    }

    private void serve(CatalogImage image, long number) {
        Map<Uuid, TopicSettings> settings = new HashMap<>();
        image.topicsById().forEach((id, topic) -> settings.put(id, TopicSettings.of(topic, defaults)));
        served = new Served(image, settings);
        servedNumber = number;
        busy = false;
        for (Waiting head = waiting.peek(); head != null && head.number <= number; head = waiting.peek()) {
            waiting.poll();
            head.task.run();
        }
        step();
    }

    private static List<TopicImage> missing(CatalogImage from, CatalogImage in) {
        List<TopicImage> missing = new ArrayList<>();
        for (TopicImage topic : from.topicsById().values()) {
            if (in.topic(topic.id()) == null) {
                missing.add(topic);
            }
        }
        // The maps have no order of their own, and a simulated world must repeat.
        missing.sort(Comparator.comparing(TopicImage::name));
        return missing;
    }

    /** One shard after the other: the store takes one change at a time. */
    private void remove(List<TopicImage> gone, int shardIndex, Runnable then) {
        if (gone.isEmpty()) {
            then.run();
            return;
        }
        if (shardIndex == partitions.shards().size()) {
            onDeleted.accept(partitionsOf(gone));
            then.run();
            return;
        }
        Shard shard = partitions.shards().get(shardIndex);
        shard.loop().run(() -> {
            forEachPartition(gone, (topic, key) -> {
                if (partitions.shardOf(key) == shard && shard.remove(key) != null) {
                    store.delete(new LogId(topic.id(), topic.name(), key.partition()));
                }
            });
            loop.run(() -> remove(gone, shardIndex + 1, then));
        });
    }

    private void open(List<TopicImage> fresh, Runnable then) {
        Map<Shard, List<Runnable>> work = new HashMap<>();
        forEachPartition(fresh, (topic, key) -> {
            Shard shard = partitions.shardOf(key);
            work.computeIfAbsent(shard, s -> new ArrayList<>()).add(openOne(topic, key, shard));
        });
        Set<Shard> left = new HashSet<>(work.keySet());
        if (left.isEmpty()) {
            then.run();
            return;
        }
        for (Shard shard : partitions.shards()) {
            List<Runnable> tasks = work.get(shard);
            if (tasks != null) {
                shard.loop().run(() -> {
                    tasks.forEach(Runnable::run);
                    loop.run(() -> {
                        left.remove(shard);
                        if (left.isEmpty()) {
                            then.run();
                        }
                    });
                });
            }
        }
    }

    /** Opens the log here, and returns what the partition's own loop does with it. */
    private Runnable openOne(TopicImage topic, PartitionKey key, Shard shard) {
        LogId id = new LogId(topic.id(), topic.name(), key.partition());
        LogConfig config = TopicSettings.logConfig(topic, defaults);
        int epoch = topic.partitions().get(key.partition()).leaderEpoch();
        try {
            Partition partition = Partition.open(
                    store.openLog(id, shard.loop(), config), epoch, defaults.producerExpirationMs(), loop.clock());
            return () -> shard.add(key, partition);
        } catch (IOException e) {
            LOG.error("{} stays offline: {}", id, e.getMessage());
            return () -> shard.addOffline(key, String.valueOf(e.getMessage()));
        }
    }

    private static List<TopicPartition> partitionsOf(List<TopicImage> topics) {
        List<TopicPartition> all = new ArrayList<>();
        forEachPartition(topics, (topic, key) -> all.add(new TopicPartition(topic.name(), key.partition())));
        return all;
    }

    private static void forEachPartition(List<TopicImage> topics, OfPartition action) {
        for (TopicImage topic : topics) {
            for (int i = 0; i < topic.partitionCount(); i++) {
                action.take(topic, new PartitionKey(topic.id(), i));
            }
        }
    }

    private interface OfPartition {
        void take(TopicImage topic, PartitionKey key);
    }

    private record Waiting(long number, Runnable task) {}
}
