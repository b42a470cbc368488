package io.millrace.broker.partition;

import io.millrace.base.Check;
import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.storage.log.HoldCallback;
import io.millrace.storage.log.LogId;
import io.millrace.storage.log.PartitionLog;
import io.millrace.storage.log.ProducerSnapshot;
import io.millrace.storage.log.ReadCallback;
import io.millrace.wire.record.BatchHeader;
import io.millrace.wire.record.EndMarker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live state of one partition that this node leads: its log, what its idempotent producers did, who waits for an
 * acknowledgement and who for new records. A batch is acknowledged, and becomes visible, when it is durable.
 * <i>Loop-owned.</i>
 *
 * <pre>
 * OPEN --disk fails--> FAILED (appends are refused, reads go on)
 * OPEN, FAILED --topic deleted, node stops--> CLOSED
 * </pre>
 */
public final class Partition {
    private static final Logger LOG = LoggerFactory.getLogger(Partition.class);
    /** A sync takes its time, whatever a client says. */
    private static final int LEAST_PATIENCE_MS = 1_000;

    private static final int EXPIRE_MS = 1_000;

    private final PartitionLog log;
    private final int leaderEpoch;
    private final Clock clock;
    private final ProducerState producers;
    private final InTurn verifying = new InTurn();
    private final HeldBack held = new HeldBack();
    private final Acknowledgements pending = new Acknowledgements();
    private final List<FetchWaiter> waiters = new ArrayList<>();
    private final List<LongConsumer> watchers = new ArrayList<>();
    private final List<Runnable> failureWatchers = new ArrayList<>();
    private long highWatermark;
    private long lastStableOffset;
    private @Nullable Loop loop;
    private boolean expiring;
    private boolean failed;
    private String unreadable = "";
    private boolean closed;

    private Partition(PartitionLog log, int leaderEpoch, Clock clock, ProducerState producers) {
        this.log = log;
        this.leaderEpoch = leaderEpoch;
        this.clock = clock;
        this.producers = producers;
    }

    /**
     * Rebuilds the producers' state from the log. Called before the first append, by the owner or by who starts the
     * node; the owner then calls {@link #activate}.
     */
    public static Partition open(PartitionLog log, int leaderEpoch, long producerExpirationMs, Clock clock)
            throws IOException {
        ProducerState producers = ProducerState.recover(log, producerExpirationMs, clock.wallMs());
        return new Partition(log, leaderEpoch, clock, producers);
    }

    /** Begins to work, on the owner's loop, which this is. */
    public void activate(Loop owner) {
        loop = owner;
        highWatermark = log.durableOffset();
        moveStable();
        log.onDurable(this::durable);
        log.onFailure(this::fail);
        log.onAccepts(this::drainHeld);
        log.onShortage(this::refuseHeld);
        // What is deleted must not be all that knew of a producer.
        log.onStartMoved(this::startMoved);
        if (log.failure() != null) {
            failed = true;
        }
    }

    /** Which partition this is. */
    public LogId id() {
        return log.id();
    }

    /** The first offset kept. */
    public long startOffset() {
        return log.startOffset();
    }

    /** Everything below is durable, and visible to consumers. */
    public long highWatermark() {
        return highWatermark;
    }

    /** Below it every transaction has ended; at most the high watermark. */
    public long lastStableOffset() {
        return lastStableOffset;
    }

    /** The epoch in which this node leads the partition. */
    public int leaderEpoch() {
        return leaderEpoch;
    }

    /** The log itself, for searches by time and epoch. */
    public PartitionLog log() {
        return log;
    }

    /** Whether its disk failed. */
    public boolean failed() {
        return failed;
    }

    private boolean accepts() {
        return held.letsPass() && log.accepts();
    }

    /**
     * Appends the one batch between position and limit, whose CRC was checked, and tells when it is durable; or that the
     * time was too short for that. The buffer may be used again once the callback ran.
     */
    public void append(ByteBuffer batch, int timeoutMs, AppendCallback callback) {
        offer(batch, nowMs() + Math.max(LEAST_PATIENCE_MS, timeoutMs), callback);
    }

    private void offer(ByteBuffer batch, long deadlineMs, AppendCallback callback) {
        String shortage = log.shortage();
        if (closed || failed) {
            refuse(callback);
        } else if (shortage != null) {
            Verdict verdict = producers.check(batch, batch.position());
            if (verdict instanceof Verdict.Duplicate duplicate) {
                acknowledgeWhenDurable(duplicate, deadlineMs, callback);
            } else {
                callback.done(Errors.KAFKA_STORAGE_ERROR, shortage, -1, -1);
            }
        } else if (accepts()) {
            appendNow(batch, deadlineMs, callback);
        } else {
            held.client(() -> offer(batch, deadlineMs, callback), callback, deadlineMs);
            expireLater();
        }
    }

    /**
     * Runs a task of the node's own that appends at most one batch, once the journal takes it; when the disk failed, at
     * once. What waits is bounded by the requests in flight.
     */
    public void admit(Runnable task) {
        if (closed || failed || accepts()) {
            task.run();
        } else {
            held.own(task);
        }
    }

    /** Appends a batch of the node's own, inside {@link #admit}, and returns the offset after it. */
    public long appendOwn(ByteBuffer batch) {
        Check.that(!failed && !closed, "%s takes nothing any more", id());
        int records = BatchHeader.recordCount(batch, batch.position());
        int size = batch.remaining();
        int at = batch.position();
        long baseOffset = log.append(batch, leaderEpoch);
        producers.note(batch, at, baseOffset, clock.wallMs());
        pending.add(baseOffset, baseOffset + records, size, Long.MAX_VALUE, null);
        settle();
        return baseOffset + records;
    }

    /**
     * Whether that owner of the producer id has a transaction open here, so that its next batch belongs to it and needs no
     * word of the coordinator.
     */
    public boolean isInTransaction(long producerId, short epoch) {
        return !verifying.isBusy(producerId) && producers.isInTransaction(producerId, epoch);
    }

    /** As {@link #isInTransaction}, asked in turn. */
    public boolean isKnownInTransaction(long producerId, short epoch) {
        return producers.isInTransaction(producerId, epoch);
    }

    /** Changes with each marker of the producer: what was verified under another one is verified no more. */
    public int guard(long producerId) {
        return producers.markers(producerId);
    }

    /**
     * Runs the task once no earlier one of the same producer is between its verification and its append; the task runs
     * what it is handed when it has appended, or will not.
     */
    public void inTurn(long producerId, Consumer<Runnable> task) {
        verifying.run(producerId, task);
    }

    /**
     * As {@link #append}, of a transaction that the coordinator vouched for while the guard was this one.
     *
     * @param first whether it must be the producer's first batch if nothing is known of that producer: then one that
     *     overtook it, say since it was to come again, is told so
     */
    public void appendVerified(ByteBuffer batch, int guard, boolean first, int timeoutMs, AppendCallback callback) {
        long producerId = BatchHeader.producerId(batch, batch.position());
        int sequence = BatchHeader.baseSequence(batch, batch.position());
        if (first && sequence > 0 && accepts() && !producers.knows(producerId)) {
            callback.done(
                    Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
                    "producer " + producerId + " begins with sequence number " + sequence,
                    -1,
                    -1);
            return;
        }
        if (guard(producerId) != guard) {
            callback.done(
                    Errors.INVALID_TXN_STATE,
                    "the transaction of producer " + producerId + " ended before this batch came",
                    -1,
                    -1);
            return;
        }
        append(batch, timeoutMs, callback);
    }

    /**
     * Ends a producer's transaction here. The callback runs when the marker is durable; a marker that is here already is
     * not written twice.
     *
     * @param version the transaction.version under which the end was decided
     */
    public void appendMarker(long producerId, short epoch, EndMarker marker, short version, AppendCallback callback) {
        if (closed || failed) {
            refuse(callback);
            return;
        }
        if (!accepts()) {
            held.own(() -> appendMarker(producerId, epoch, marker, version, callback));
            return;
        }
        Errors refused = checkMarker(producerId, epoch, marker, version);
        if (refused != Errors.NONE) {
            callback.done(refused, "a marker of epoch " + epoch + " is too old", -1, -1);
            return;
        }
        if (isMarked(producerId, epoch)) {
            callback.done(Errors.NONE, null, -1, log.startOffset());
            return;
        }
        appendNoted(marker.batch(producerId, epoch, clock.wallMs()), 0, 1, Long.MAX_VALUE, callback);
    }

    /** Why a marker may not be written here; NONE when it may. */
    public Errors checkMarker(long producerId, short epoch, EndMarker marker, short version) {
        return producers.checkMarker(producerId, epoch, marker.coordinatorEpoch(), version);
    }

    /** Whether the marker that ends the producer's transaction under that epoch is here already. */
    public boolean isMarked(long producerId, short epoch) {
        return producers.isMarked(producerId, epoch);
    }

    /** The aborted transactions with records from the offset on and below the end. */
    public List<AbortedTransaction> abortedIn(long offset, long end) {
        return producers.abortedIn(offset, end);
    }

    /** The producers that are known here, the idlest first. */
    public List<ProducerView> producers() {
        List<ProducerView> views = new ArrayList<>();
        producers
                .producers()
                .all()
                .forEach((id, entry) -> views.add(new ProducerView(
                        id,
                        entry.epoch(),
                        entry.lastSequence(),
                        entry.lastUsedMs(),
                        entry.coordinatorEpoch(),
                        entry.transactionStart())));
        return views;
    }

    /**
     * Deletes all records before the offset, which is the high watermark for -1. Tells the first offset kept once that
     * is durable.
     */
    public void deleteRecords(long offset, DeleteCallback callback) {
        long before = offset == -1 ? highWatermark : offset;
        if (closed || failed) {
            callback.done(failed ? Errors.KAFKA_STORAGE_ERROR : Errors.NOT_LEADER_OR_FOLLOWER, -1);
        } else if (before < 0 || before > highWatermark) {
            callback.done(Errors.OFFSET_OUT_OF_RANGE, -1);
        } else {
            log.deleteRecords(before, (start, failure) -> {
                Errors refused = failed ? Errors.KAFKA_STORAGE_ERROR : Errors.NOT_LEADER_OR_FOLLOWER;
                callback.done(failure == null ? Errors.NONE : refused, start);
            });
        }
    }

    /** Reads whole batches below the high watermark; the callback, at once when they are in memory, looks at them. */
    public void read(long offset, int maxBytes, ReadCallback callback) {
        @Nullable List<ByteBuffer> tail = log.readTail(offset, highWatermark, maxBytes);
        if (tail != null) {
            callback.done(tail, null);
        } else {
            log.readCold(offset, highWatermark, maxBytes, (slices, failure) -> {
                if (failure != null) {
                    report(offset, failure);
                }
                callback.done(slices, failure);
            });
        }
    }

    /**
     * As {@link #read}, below that limit, which is at most the high watermark, for who looks at it later, or not at all:
     * then what is cold may stay in its file.
     */
    public void hold(long offset, long limit, int maxBytes, boolean mayStayInFile, HoldCallback callback) {
        log.hold(offset, limit, maxBytes, mayStayInFile, (held, failure) -> {
            if (failure != null) {
                report(offset, failure);
            }
            callback.done(held, failure);
        });
    }

    /** Once for each cause: consumers ask again and again. */
    private void report(long offset, IOException failure) {
        String cause = String.valueOf(failure.getMessage());
        if (!cause.equals(unreadable)) {
            unreadable = cause;
            LOG.error("{} cannot be read at offset {}: {}", id(), offset, cause);
        }
    }

    /** Tells the waiter about everything that becomes visible from now on, until it is removed. */
    public void addWaiter(FetchWaiter waiter) {
        waiters.add(waiter);
    }

    /** Forgets the waiter. */
    public void removeWaiter(FetchWaiter waiter) {
        waiters.remove(waiter);
    }

    /** Tells the high watermark whenever it has moved, for good; and when the disk has failed. */
    public void watch(LongConsumer highWatermarkMoved, Runnable diskFailed) {
        watchers.add(highWatermarkMoved);
        failureWatchers.add(diskFailed);
    }

    /** Ends for this run of the node: who waits is told to look elsewhere. The log itself is closed by its store. */
    public void close() {
        if (!closed && !failed && pending.isEmpty() && producers.savesReading()) {
            saveSnapshot();
        }
        discard();
    }

    /** Ends for good, before the log is deleted: who waits is told to look elsewhere. */
    public void discard() {
        if (closed) {
            return;
        }
        closed = true;
        refuseAll();
        wake(0);
    }

    private void appendNow(ByteBuffer batch, long deadlineMs, AppendCallback callback) {
        int at = batch.position();
        Verdict verdict = producers.check(batch, at);
        if (verdict instanceof Verdict.Refused refused) {
            callback.done(refused.error(), refused.why(), -1, -1);
        } else if (verdict instanceof Verdict.Duplicate duplicate) {
            // Perhaps not durable yet: the first sending may still wait for its sync.
            acknowledgeWhenDurable(duplicate, deadlineMs, callback);
        } else {
            appendNoted(batch, at, BatchHeader.recordCount(batch, at), deadlineMs, callback);
        }
    }

    private void appendNoted(ByteBuffer batch, int at, int records, long deadlineMs, AppendCallback callback) {
        int size = batch.remaining();
        long baseOffset = log.append(batch, leaderEpoch);
        producers.note(batch, at, baseOffset, clock.wallMs());
        pending.add(baseOffset, baseOffset + records, size, deadlineMs, callback);
        expireLater();
        settle();
    }

    private void acknowledgeWhenDurable(Verdict.Duplicate duplicate, long deadlineMs, AppendCallback callback) {
        if (duplicate.lastOffset() < highWatermark) {
            callback.done(Errors.NONE, null, duplicate.baseOffset(), log.startOffset());
            return;
        }
        pending.addDuplicate(duplicate.baseOffset(), deadlineMs, callback);
        expireLater();
    }

    private void durable(long durableOffset) {
        highWatermark = durableOffset;
        moveStable();
        settle();
    }

    private void moveStable() {
        long stable = producers.transactions().lastStableOffset(highWatermark);
        if (stable != lastStableOffset) {
            lastStableOffset = stable;
            log.stable(stable);
        }
    }

    private void startMoved(long startOffset) {
        producers.transactions().deletedBefore(startOffset);
        // What is deleted must not be all that knew of a producer.
        if (!producers.isEmpty()) {
            saveSnapshot();
        }
    }

    private void settle() {
        int visibleBytes = pending.durable(highWatermark, log.startOffset());
        if (visibleBytes < 0) {
            return;
        }
        wake(visibleBytes);
        for (LongConsumer watcher : watchers) {
            watcher.accept(highWatermark);
        }
        if (producers.snapshotIsDue()) {
            saveSnapshot();
        }
    }

    private void wake(int visibleBytes) {
        // A waiter that is woken may leave, so the list is walked from its end.
        for (int i = waiters.size() - 1; i >= 0; i--) {
            if (i < waiters.size()) {
                waiters.get(i).visible(visibleBytes);
            }
        }
    }

    /** Also where no producer is known: that, too, has to be read from all that is behind the last one. */
    private void saveSnapshot() {
        log.saveProducerSnapshot(new ProducerSnapshot(log.endOffset(), producers.snapshot()));
    }

    private void drainHeld() {
        held.drain(() -> failed || closed || log.accepts());
    }

    private void refuseHeld() {
        String shortage = log.shortage();
        if (shortage != null) {
            held.refuseClients(Errors.KAFKA_STORAGE_ERROR, shortage);
        }
    }

    /** One look a second, for as long as somebody waits. */
    private void expireLater() {
        Loop owner = loop;
        if (!expiring && owner != null) {
            expiring = true;
            owner.schedule(EXPIRE_MS, this::expire);
        }
    }

    private void expire() {
        expiring = false;
        long nowMs = nowMs();
        held.expire(nowMs);
        pending.expire(nowMs);
        if (!held.isEmpty() || !pending.isEmpty()) {
            expireLater();
        }
    }

    private long nowMs() {
        return clock.nanos() / 1_000_000L;
    }

    private void fail(IOException why) {
        if (failed) {
            return;
        }
        failed = true;
        LOG.error("{} takes no records any more: {}", id(), why.getMessage());
        failureWatchers.forEach(Runnable::run);
        refuseAll();
        wake(0);
    }

    private void refuseAll() {
        pending.refuseAll(this::refuse);
        // Each finds the partition failed or closed, and says so to whoever waits.
        drainHeld();
    }

    private void refuse(AppendCallback callback) {
        if (failed) {
            callback.done(Errors.KAFKA_STORAGE_ERROR, "the disk failed: " + log.failure(), -1, -1);
        } else {
            callback.done(Errors.NOT_LEADER_OR_FOLLOWER, id() + " was closed", -1, -1);
        }
    }
}
