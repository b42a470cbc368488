package io.millrace.broker.partition;

import io.millrace.base.Check;
import io.millrace.base.Loop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Which loop owns which partition, and each loop's own partitions. Routing: <i>any thread</i>; the shards:
 * <i>loop-owned</i> by their loops.
 */
public final class Partitions {
    private final List<Shard> shards = new ArrayList<>();

    /** Without any partition yet. */
    public Partitions(List<Loop> loops) {
        Check.that(!loops.isEmpty(), "a node needs a loop");
        loops.forEach(loop -> shards.add(new Shard(shards.size(), loop)));
    }

    /** The part that owns the partition. */
    public Shard shardOf(PartitionKey key) {
        // Neighbours go to different loops; partitions 0 of many topics do not all meet on one.
        int spread = key.topicId().hashCode() * 0x9E3779B9;
        return shards.get(Math.floorMod((spread >>> 16) + key.partition(), shards.size()));
    }

    /** All parts, in the order of the loops. */
    public List<Shard> shards() {
        return shards;
    }

    /** The partitions of one loop. */
    public static final class Shard {
        private final int index;
        private final Loop loop;
        private final Map<PartitionKey, Partition> open = new HashMap<>();
        private final Map<PartitionKey, String> offline = new HashMap<>();

        private Shard(int index, Loop loop) {
            this.index = index;
            this.loop = loop;
        }

        /** From 0. */
        public int index() {
            return index;
        }

        /** Who owns it. */
        public Loop loop() {
            return loop;
        }

        /** The partition, or null when it is not open here; see {@link #whyNot}. */
        public @Nullable Partition get(PartitionKey key) {
            return open.get(key);
        }

        /** What to answer for a partition that {@link #get} did not find. */
        public Errors whyNot(PartitionKey key) {
            return offline.containsKey(key) ? Errors.KAFKA_STORAGE_ERROR : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }

        /** Takes the partition up and lets it begin. */
        public void add(PartitionKey key, Partition partition) {
            Check.that(open.put(key, partition) == null, "%s is open already", partition.id());
            partition.activate(loop);
        }

        /** The partition's files cannot be used; it answers with an error until it is opened again. */
        public void addOffline(PartitionKey key, String why) {
            offline.put(key, why);
        }

        /** Forgets that the partition cannot be used, to try again; false when it is not so any more. */
        public boolean takeOffline(PartitionKey key) {
            return offline.remove(key) != null;
        }

        /** Ends the partition, which is to be deleted, and forgets it. */
        public @Nullable Partition remove(PartitionKey key) {
            offline.remove(key);
            Partition partition = open.remove(key);
            if (partition != null) {
                partition.discard();
            }
            return partition;
        }

        /** Those that are open. */
        public Collection<Partition> all() {
            return open.values();
        }
    }
}
