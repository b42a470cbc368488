package io.millrace.broker.coordinate;

import io.millrace.base.Loop;
import io.millrace.base.Rng;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.coordinator.group.GroupLimits;
import io.millrace.coordinator.group.MemberIds;
import io.millrace.wire.record.EndMarker;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** All group coordinators of this node, one a partition of {@code __consumer_offsets}. <i>Any thread.</i> */
public final class GroupHosts {
    private final List<GroupHost> hosts;

    private GroupHosts(List<GroupHost> hosts) {
        this.hosts = hosts;
    }

    /**
     * What coordinators look at; read on their loops.
     *
     * @param catalog the topics that there are now
     * @param configs what was configured for a group by its id
     */
    public record Ports(Supplier<CatalogImage> catalog, Function<String, Map<String, String>> configs) {}

    /** What is asked of a coordinator, on its loop: the monotonic and the wall clock in milliseconds. */
    @FunctionalInterface
    public interface Ask {
        /** Asks. */
        void ask(GroupCoordinator coordinator, long nowMs, long wallMs);
    }

    /** Takes the coordinators once all are loaded, or why one is not. */
    @FunctionalInterface
    public interface Started {
        /** Exactly one of the two is not null. */
        void done(@Nullable GroupHosts hosts, @Nullable Throwable failure);
    }

    /** Loads every coordinator on its loop; then calls back on one of them. */
    public static void start(
            TopicImage offsetsTopic, Partitions partitions, GroupLimits limits, Rng rng, Ports ports, Started started) {
        int count = offsetsTopic.partitionCount();
        GroupHost[] hosts = new GroupHost[count];
        AtomicInteger left = new AtomicInteger(count);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        Consumer<@Nullable Throwable> one = failure -> {
            if (failure != null) {
                failed.compareAndSet(null, failure);
            }
            if (left.decrementAndGet() == 0) {
                Throwable why = failed.get();
                started.done(why == null ? new GroupHosts(List.of(hosts)) : null, why);
            }
        };
        for (int i = 0; i < count; i++) {
            int index = i;
            // Each loop draws from its own numbers, so that a simulated world repeats.
            MemberIds ids = ids(Rng.seeded(rng.nextLong()));
            PartitionKey key = new PartitionKey(offsetsTopic.id(), index);
            Partitions.Shard shard = partitions.shardOf(key);
            shard.loop().execute(() -> {
                Partition partition = shard.get(key);
                if (partition == null) {
                    hosts[index] = GroupHost.unavailable(shard.loop(), limits, ids, ports);
                    one.accept(null);
                } else {
                    hosts[index] = GroupHost.prepare(shard.loop(), partition, limits, ids, ports);
                    hosts[index].load(one);
                }
            });
        }
    }

    /** Asks the coordinator of that group. */
    public void on(String group, Ask ask) {
        GroupHost host = hosts.get(Math.floorMod(group.hashCode() & Integer.MAX_VALUE, hosts.size()));
        host.loop().run(() -> host.ask(ask));
    }

    /** The partition of {@code __consumer_offsets} that keeps the group. */
    public int partitionOf(String group) {
        return Math.floorMod(group.hashCode() & Integer.MAX_VALUE, hosts.size());
    }

    /** Takes the guard of a producer in the group's partition, on its loop: see {@code Partition.guard}. */
    public void guard(String group, long producerId, IntConsumer taker) {
        GroupHost host = hosts.get(partitionOf(group));
        host.loop().run(() -> taker.accept(host.guard(producerId)));
    }

    /**
     * As {@link #on}, for a transaction that was vouched for while the guard was this one; {@code ended} runs instead when
     * it has ended since.
     */
    public void inTransaction(String group, long producerId, short epoch, int guard, Ask ask, Runnable ended) {
        GroupHost host = hosts.get(partitionOf(group));
        host.loop()
                .run(() -> host.ask((coordinator, nowMs, wallMs) -> {
                    if (host.isVerified(producerId, epoch, guard)) {
                        ask.ask(coordinator, nowMs, wallMs);
                    } else {
                        ended.run();
                    }
                }));
    }

    /** Ends a producer's transaction in a partition of {@code __consumer_offsets}; see {@code Partition.appendMarker}. */
    public void endTransaction(
            int partition, long producerId, short epoch, EndMarker marker, short version, Consumer<Errors> done) {
        GroupHost host = hosts.get(partition);
        host.loop().run(() -> host.endTransaction(producerId, epoch, marker, version, done));
    }

    /** Asks every coordinator. */
    public void onEach(Ask ask) {
        hosts.forEach(host -> host.loop().run(() -> host.ask(ask)));
    }

    /** How many coordinators {@link #onEach} asks. */
    public int count() {
        return hosts.size();
    }

    /** Ends every coordinator: who waits is told to look for another; {@code done} runs on one of the loops. */
    public void stop(Runnable done) {
        AtomicInteger left = new AtomicInteger(hosts.size());
        for (GroupHost host : hosts) {
            Loop loop = host.loop();
            loop.execute(() -> {
                host.stop();
                if (left.decrementAndGet() == 0) {
                    done.run();
                }
            });
        }
    }

    private static MemberIds ids(Rng rng) {
        return () -> new UUID(
                        rng.nextLong() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L,
                        rng.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L)
                .toString();
    }
}
