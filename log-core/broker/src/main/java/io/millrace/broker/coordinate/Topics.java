package io.millrace.broker.coordinate;

import io.millrace.base.Loop;
import io.millrace.broker.coordinate.TopicChanges.Fresh;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.broker.partition.Partitions.Shard;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.storage.disk.DiskFull;
import io.millrace.storage.log.LogConfig;
import io.millrace.storage.log.LogId;
import io.millrace.storage.log.LogStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
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

    private static final int OPENED_AT_ONCE = 64;
    private static final int RETRY_MS = 1_000;

    private final LogStore store;
    private final Partitions partitions;
    private final Loop loop;
    private final Function<CatalogImage, TopicDefaults> defaultsOf;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private Consumer<List<TopicPartition>> onDeleted = deleted -> {};
    private @Nullable CatalogImage target;
    private long targetNumber;
    private long servedNumber;
    private TopicDefaults defaults;
    private boolean busy;
    private volatile boolean stopped;
    private volatile Served served = new Served(CatalogImage.EMPTY, Map.of());

    /** Serves nothing yet. The function tells what a catalog's node gives topics that set nothing themselves. */
    public Topics(LogStore store, Partitions partitions, Loop loop, Function<CatalogImage, TopicDefaults> defaultsOf) {
        this.store = store;
        this.partitions = partitions;
        this.loop = loop;
        this.defaultsOf = defaultsOf;
        this.defaults = defaultsOf.apply(CatalogImage.EMPTY);
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
        TopicDefaults before = defaults;
        defaults = defaultsOf.apply(next);
        boolean sameDefaults = defaults.same(before);
        TopicChanges changes = TopicChanges.between(served.image(), next, sameDefaults);
        remove(
                changes.gone(),
                0,
                () -> open(
                        changes.fresh(),
                        () -> configure(changes.changed(), 0, () -> serve(next, number, sameDefaults))));
    }

    private void serve(CatalogImage image, long number, boolean sameDefaults) {
        Served before = served;
        Map<Uuid, TopicSettings> settings = new HashMap<>();
        image.topicsById().forEach((id, topic) -> {
            TopicSettings known = sameDefaults && before.image().topic(id) == topic
                    ? before.settings().get(id)
                    : null;
            settings.put(id, known == null ? TopicSettings.of(topic, defaults) : known);
        });
        served = new Served(image, settings);
        servedNumber = number;
        busy = false;
        for (Waiting head = waiting.peek(); head != null && head.number <= number; head = waiting.peek()) {
            waiting.poll();
            head.task.run();
        }
        step();
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

    private void open(List<Fresh> fresh, Runnable then) {
        Map<Shard, List<Fresh>> work = new HashMap<>();
        for (Fresh each : fresh) {
            for (int i = each.first(); i < each.topic().partitionCount(); i++) {
                Shard shard = partitions.shardOf(new PartitionKey(each.topic().id(), i));
                work.computeIfAbsent(shard, s -> new ArrayList<>()).add(new Fresh(each.topic(), i));
            }
        }
        Set<Shard> left = new HashSet<>(work.keySet());
        if (left.isEmpty()) {
            then.run();
            return;
        }
        TopicDefaults now = defaults;
        for (Shard shard : partitions.shards()) {
            List<Fresh> slots = work.get(shard);
            if (slots != null) {
                Runnable done = () -> {
                    left.remove(shard);
                    if (left.isEmpty()) {
                        then.run();
                    }
                };
                shard.loop().run(() -> open(shard, slots, 0, now, done));
            }
        }
    }

    /** A few at a time: thousands in one go would keep the loop from everything else. */
    private void open(Shard shard, List<Fresh> slots, int from, TopicDefaults now, Runnable done) {
        int to = Math.min(slots.size(), from + OPENED_AT_ONCE);
        for (Fresh slot : slots.subList(from, to)) {
            open(shard, slot.topic(), slot.first(), now);
        }
        if (to == slots.size()) {
            loop.run(done);
        } else {
            shard.loop().execute(() -> open(shard, slots, to, now, done));
        }
    }

    private void open(Shard shard, TopicImage topic, int number, TopicDefaults now) {
        PartitionKey key = new PartitionKey(topic.id(), number);
        LogId id = new LogId(topic.id(), topic.name(), number);
        LogConfig config = TopicSettings.logConfig(topic, now);
        int epoch = topic.partitions().get(number).leaderEpoch();
        try {
            shard.add(
                    key,
                    Partition.open(
                            store.openLog(id, shard.loop(), config),
                            epoch,
                            now.producerExpirationMs(),
                            shard.loop().clock()));
        } catch (IOException e) {
            boolean full = DiskFull.is(e);
            LOG.error(
                    "{} {}: {}", id, full ? "waits until there is room on the disk" : "stays offline", e.getMessage());
            shard.addOffline(key, String.valueOf(e.getMessage()));
            if (full) {
                shard.loop().schedule(RETRY_MS, () -> {
                    if (!stopped && shard.takeOffline(key)) {
                        open(shard, topic, number, now);
                    }
                });
            }
        }
    }

    /** From then on the logs are kept by what the topics say now. */
    private void configure(List<TopicImage> changed, int shardIndex, Runnable then) {
        if (changed.isEmpty() || shardIndex == partitions.shards().size()) {
            then.run();
            return;
        }
        TopicDefaults now = defaults;
        Shard shard = partitions.shards().get(shardIndex);
        shard.loop().run(() -> {
            for (TopicImage topic : changed) {
                LogConfig config = TopicSettings.logConfig(topic, now);
                for (int i = 0; i < topic.partitionCount(); i++) {
                    Partition partition = shard.get(new PartitionKey(topic.id(), i));
                    if (partition != null) {
                        partition.log().configure(config);
                    }
                }
            }
            loop.run(() -> configure(changed, shardIndex + 1, then));
        });
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
