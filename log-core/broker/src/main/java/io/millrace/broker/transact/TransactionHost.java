package io.millrace.broker.transact;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.broker.coordinate.CoordinatorLog;
import io.millrace.broker.partition.Partition;
import io.millrace.coordinator.transaction.Ended;
import io.millrace.coordinator.transaction.TransactionCoordinator;
import io.millrace.coordinator.transaction.TransactionLimits;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.TransactionRecords;
import io.millrace.wire.message.TransactionRecords.TransactionRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The transactional ids of one partition of {@code __transaction_state}, with their log and clock. <i>Loop-owned.</i> */
final class TransactionHost {
    private final Loop loop;
    private final Clock clock;
    private final @Nullable Partition partition;
    private final TransactionCoordinator coordinator;
    private final long tickMs;
    private boolean stopped;

    TransactionHost(
            Loop loop, @Nullable Partition partition, TransactionLimits limits, long tickMs, MarkerWriter markers) {
        this.loop = loop;
        this.clock = loop.clock();
        this.partition = partition;
        this.tickMs = tickMs;
        int epoch = partition == null ? 0 : partition.leaderEpoch();
        this.coordinator = new TransactionCoordinator(
                limits,
                ended -> markers.write(ended, epoch, loop, () -> stopped, () -> marked(ended)),
                partition == null ? records -> 0 : log(partition));
        if (partition == null) {
            coordinator.resign();
        }
    }

    /** Reads the partition, then takes requests; {@code done} gets null, or why it cannot. On the partition's loop. */
    void load(Consumer<@Nullable Throwable> done) {
        Partition owned = partition;
        if (owned == null) {
            done.accept(null);
            return;
        }
        log(owned).read(this::replay, failure -> {
            if (failure == null) {
                owned.watch(coordinator::committed, coordinator::resign);
                coordinator.loaded(nowMs(), clock.wallMs());
                if (owned.failed()) {
                    // While it was read nobody was told of a disk that failed.
                    coordinator.resign();
                }
                loop.schedule(tickMs, this::tick);
            }
            done.accept(failure);
        });
    }

    Loop loop() {
        return loop;
    }

    void ask(TransactionHosts.Ask ask) {
        admit(() -> ask.ask(coordinator, nowMs(), clock.wallMs()));
    }

    void stop() {
        stopped = true;
        coordinator.resign();
    }

    private void tick() {
        if (stopped) {
            return;
        }
        admit(() -> coordinator.tick(nowMs(), clock.wallMs()));
        loop.schedule(tickMs, this::tick);
    }

    private void marked(Ended ended) {
        admit(() -> coordinator.marked(ended, nowMs(), clock.wallMs()));
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

    private CoordinatorLog<TransactionRecord> log(Partition owned) {
        return new CoordinatorLog<>(
                owned, loop, TransactionRecord::encodeKey, TransactionRecord::encodeValue, loop.clock());
    }

    private void replay(
            long offset,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            CoordinatorLog.@Nullable InTransaction none)
            throws IOException {
        if (key == null) {
            throw new IOException("the record at offset " + offset + " of __transaction_state has no key");
        }
        try {
            TransactionRecord record = TransactionRecords.decode(key, value);
            if (record != null) {
                coordinator.replay(offset, record);
            }
        } catch (BadRequest e) {
            throw new IOException("the record at offset " + offset + " of __transaction_state cannot be read", e);
        }
    }
}
