package io.millrace.broker.coordinate;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.broker.coordinate.CoordinatorLog.InTransaction;
import io.millrace.broker.partition.Partition;
import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.coordinator.group.GroupLimits;
import io.millrace.coordinator.group.MemberIds;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.GroupRecords;
import io.millrace.wire.message.GroupRecords.GroupRecord;
import io.millrace.wire.message.GroupRecords.OffsetCommit;
import io.millrace.wire.message.GroupRecords.PendingOffset;
import io.millrace.wire.message.GroupRecords.TransactionEnd;
import io.millrace.wire.record.EndMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The groups of one partition of {@code __consumer_offsets}, with their log, timers and clock. <i>Loop-owned.</i> */
final class GroupHost {
    private final Loop loop;
    private final Clock clock;
    private final @Nullable Partition partition;
    private final LoopTimers timers;
    private final GroupCoordinator coordinator;

    private GroupHost(
            Loop loop, @Nullable Partition partition, GroupLimits limits, MemberIds ids, GroupHosts.Ports ports) {
        this.loop = loop;
        this.clock = loop.clock();
        this.partition = partition;
        this.timers = new LoopTimers(loop, key -> admit(() -> coordinator().fire(key, nowMs(), clock.wallMs())));
        this.coordinator = new GroupCoordinator(
                limits,
                timers,
                ids,
                partition == null ? records -> 0 : logOf(partition, loop),
                ports.catalog(),
                ports.configs());
    }

    /** Over that partition, still empty. */
    static GroupHost prepare(
            Loop loop, Partition partition, GroupLimits limits, MemberIds ids, GroupHosts.Ports ports) {
        return new GroupHost(loop, partition, limits, ids, ports);
    }

    /** Reads the partition, then takes requests; {@code done} gets null, or why it cannot. On the partition's loop. */
    void load(Consumer<@Nullable Throwable> done) {
        Partition owned = Objects.requireNonNull(partition);
        logOf(owned, loop).read(this::replay, failure -> {
            if (failure == null) {
                owned.watch(coordinator::committed, coordinator::resign);
                coordinator.loaded(nowMs(), clock.wallMs());
                if (owned.failed()) {
                    // While it was read nobody was told of a disk that failed.
                    coordinator.resign();
                }
            }
            done.accept(failure);
        });
    }

    /** The partition's files cannot be used: everybody is told to look for another coordinator. */
    static GroupHost unavailable(Loop loop, GroupLimits limits, MemberIds ids, GroupHosts.Ports ports) {
        GroupHost host = new GroupHost(loop, null, limits, ids, ports);
        host.coordinator.resign();
        return host;
    }

    Loop loop() {
        return loop;
    }

    /** Asks the coordinator, when the log takes what it decides. */
    void ask(GroupHosts.Ask ask) {
        admit(() -> ask.ask(coordinator, nowMs(), clock.wallMs()));
    }

    /** Changes with each marker of the producer; see {@link Partition#guard}. */
    int guard(long producerId) {
        Partition owned = partition;
        return owned == null ? 0 : owned.guard(producerId);
    }

    /** Ends a producer's transaction here, unless it is fenced or ended already. */
    void endTransaction(long producerId, short epoch, EndMarker marker, short version, Consumer<Errors> done) {
        Partition owned = partition;
        if (owned == null) {
            done.accept(Errors.NOT_COORDINATOR);
            return;
        }
        admit(() -> {
            Errors refused = owned.checkMarker(producerId, epoch, marker, version);
            if (refused != Errors.NONE) {
                done.accept(refused);
            } else if (owned.isMarked(producerId, epoch)) {
                done.accept(Errors.NONE);
            } else {
                coordinator.endTransaction(producerId, epoch, marker, done);
            }
        });
    }

    /** Whether a batch of that transaction may still be written, which was vouched for while the guard was this one. */
    boolean isVerified(long producerId, short epoch, int guard) {
        Partition owned = partition;
        return owned != null && (owned.guard(producerId) == guard || owned.isKnownInTransaction(producerId, epoch));
    }

    void stop() {
        coordinator.resign();
        timers.cancelAll();
    }

    private GroupCoordinator coordinator() {
        return coordinator;
    }

    private void admit(Runnable task) {
        Partition owned = partition;
        if (owned == null) {
            task.run();
        } else {
            owned.admit(task);
        }
    }

    private long nowMs() {
        return clock.nanos() / 1_000_000L;
    }

    private static CoordinatorLog<GroupRecord> logOf(Partition partition, Loop loop) {
        return new CoordinatorLog<>(
                partition,
                loop,
                GroupRecord::encodeKey,
                GroupRecord::encodeValue,
                GroupHost::inTransaction,
                loop.clock());
    }

    private static @Nullable InTransaction inTransaction(GroupRecord record) {
        if (record instanceof PendingOffset pending) {
            return new InTransaction(pending.producerId(), pending.producerEpoch(), false);
        }
        return record instanceof TransactionEnd end
                ? new InTransaction(end.producerId(), end.producerEpoch(), true)
                : null;
    }

    private void replay(long offset, @Nullable ByteBuffer key, @Nullable ByteBuffer value, @Nullable InTransaction of)
            throws IOException {
        if (key == null) {
            throw new IOException("the record at offset " + offset + " of __consumer_offsets has no key");
        }
        try {
            if (of != null && of.marker()) {
                coordinator.replay(offset, new TransactionEnd(of.producerId(), of.epoch(), EndMarker.read(key, value)));
                return;
            }
            GroupRecord record = GroupRecords.decode(key, value);
            if (of != null && record instanceof OffsetCommit committed) {
                coordinator.replay(offset, new PendingOffset(of.producerId(), of.epoch(), committed));
            } else if (record != null) {
                coordinator.replay(offset, record);
            }
        } catch (BadRequest e) {
            throw new IOException("the record at offset " + offset + " of __consumer_offsets cannot be read", e);
        }
    }
}
