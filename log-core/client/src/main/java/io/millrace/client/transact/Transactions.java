package io.millrace.client.transact;

import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.group.GroupOffsets.Committer;
import io.millrace.client.group.Offset;
import io.millrace.client.metadata.Metadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one transactional id, one after the other. <i>Loop-owned,</i> but for {@link #state} and
 * {@link #failure}, which any thread may read.
 *
 * <pre>
 * UNINITIALIZED --init--> INITIALIZING --id--> READY --begin--> IN_TRANSACTION
 * IN_TRANSACTION --commit--> COMMITTING --all acknowledged, ended--> READY
 * IN_TRANSACTION, ABORTABLE_ERROR --abort--> ABORTING --nothing on the way, ended--> READY
 * IN_TRANSACTION, COMMITTING --a record or position failed--> ABORTABLE_ERROR;  any --fenced, no right--> FATAL_ERROR
 * </pre>
 */
public final class Transactions {
    private final CallContext context;
    private final String transactionalId;
    private final Channels channels;
    private final TransactionCalls calls;
    private final Delivery delivery;
    private final Set<TopicPartition> joined = new HashSet<>();
    private final Set<TopicPartition> joining = new HashSet<>();
    private final List<Done> waiters = new ArrayList<>();
    private volatile TransactionState state = TransactionState.UNINITIALIZED;
    private volatile @Nullable Throwable failure;
    private ProducerId producerId = ProducerId.NONE;
    private boolean implicit;
    /** Whether the coordinator may know of this transaction, so that it must be ended there. */
    private boolean begun;
    /** Whether sequence numbers were left out, so that only a new epoch can go on. */
    private boolean bumpNeeded;

    private boolean idIsGone;
    private boolean ending;
    private boolean askingPartitions;
    private int offsetCalls;
    private @Nullable Runnable whenOffsetsAnswered;

    /** Without an id yet. */
    public Transactions(
            CallContext context, Metadata metadata, String transactionalId, int timeoutMs, Delivery delivery) {
        this.context = context;
        this.transactionalId = transactionalId;
        this.channels = new Channels(context);
        this.calls = new TransactionCalls(context, metadata, channels, transactionalId, timeoutMs);
        this.delivery = delivery;
    }

    /** Where it stands. <i>Any thread.</i> */
    public TransactionState state() {
        return state;
    }

    /** Why it stands in an error, or null. <i>Any thread.</i> */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** The transactional id. */
    public String transactionalId() {
        return transactionalId;
    }

    /** The id and epoch that records carry. */
    public ProducerId producerId() {
        return producerId;
    }

    /** Whether partitions join by their first batch. */
    public boolean implicit() {
        return implicit;
    }

    /** Fences every producer of the same id before this one, and ends what they left open; after a time-out, again. */
    public void init(Done done) {
        if (state == TransactionState.INITIALIZING) {
            waiters.add(done);
            return;
        }
        move(TransactionState.INITIALIZING, TransactionState.UNINITIALIZED);
        waiters.add(done);
        calls.init(ProducerId.NONE, (given, failed) -> {
            if (toldOfEnd()) {
                return;
            }
            if (given != null) {
                implicit = calls.implicit();
                ready(given);
                tell(null);
            } else if (failed instanceof TimeoutException) {
                state = TransactionState.UNINITIALIZED;
                tell(failed);
            } else if (failed != null) {
                // Whatever the coordinator refuses here, no abort heals it.
                fatal(failed);
                tell(failed);
            }
        });
    }

    /** Begins one; the log hears of it by the first record or position. */
    public void begin() {
        refuseAfterFailure();
        move(TransactionState.IN_TRANSACTION, TransactionState.READY);
        begun = false;
    }

    /** Makes the group's positions part of the transaction. */
    public void sendOffsets(String groupId, Committer committer, Map<TopicPartition, Offset> offsets, Done done) {
        refuseAfterFailure();
        if (state != TransactionState.IN_TRANSACTION) {
            throw new IllegalStateException("no transaction for positions to be part of: the state is " + state);
        }
        begun = true;
        offsetCalls++;
        calls.commitOffsets(producerId, groupId, committer, offsets, (sent, failed) -> {
            Throwable why = failed == null ? null : TransactionFailures.named(failed, transactionalId);
            if (why != null) {
                coordinatorFailed(why);
            }
            offsetCalls--;
            done.done(why);
            Runnable waiting = whenOffsetsAnswered;
            if (offsetCalls == 0 && waiting != null) {
                whenOffsetsAnswered = null;
                waiting.run();
            }
        });
    }

    /** Sends what is there, and makes all of it visible, or tells why not; after a time-out it may be called again. */
    public void commit(Done done) {
        if (state == TransactionState.COMMITTING_TRANSACTION) {
            resume(done);
            return;
        }
        refuseAfterFailure();
        move(TransactionState.COMMITTING_TRANSACTION, TransactionState.IN_TRANSACTION);
        waiters.add(done);
        ending = true;
        delivery.flush(failed -> afterOffsets(() -> {
            if (state == TransactionState.COMMITTING_TRANSACTION && failed != null) {
                abortable(failed);
            }
            if (state == TransactionState.COMMITTING_TRANSACTION) {
                end();
            } else {
                ending = false;
                tell(error());
            }
        }));
    }

    /** Makes nothing of it visible, also after a failure that can be healed; after a time-out it may be called again. */
    public void abort(Done done) {
        if (state == TransactionState.ABORTING_TRANSACTION) {
            resume(done);
            return;
        }
        if (state != TransactionState.ABORTABLE_ERROR) {
            refuseAfterFailure();
        }
        move(TransactionState.ABORTING_TRANSACTION, TransactionState.IN_TRANSACTION, TransactionState.ABORTABLE_ERROR);
        waiters.add(done);
        ending = true;
        RuntimeException why = failure == null ? new TransactionAbortedException() : error();
        delivery.abandon(why, () -> afterOffsets(this::end));
    }

    /** Throws unless records may be appended now. */
    public void checkOpen() {
        if (state != TransactionState.IN_TRANSACTION) {
            refuseAfterFailure();
            throw new IllegalStateException(
                    transactionalId + " has no transaction for records to be part of: the state is " + state);
        }
    }

    /** Whether a batch of the partition may be sent; if not yet, it is made so, and the delivery pumped then. */
    public boolean mayProduce(TopicPartition partition) {
        if (state != TransactionState.IN_TRANSACTION && state != TransactionState.COMMITTING_TRANSACTION) {
            return false;
        }
        if (implicit) {
            begun = true;
            return true;
        }
        if (joined.contains(partition)) {
            return true;
        }
        if (joining.add(partition) && !askingPartitions) {
            askingPartitions = true;
            context.loop().execute(this::join);
        }
        return false;
    }

    /** A batch failed for good; one that has a sequence number leaves a gap. */
    public void batchFailed(Throwable why, boolean numbered) {
        bumpNeeded |= numbered;
        if (TransactionFailures.fatalFromLeader(why)) {
            fatal(why);
        } else {
            abortable(why);
        }
    }

    /** Fails the calls that wait. */
    public void close() {
        channels.close();
        if (state != TransactionState.FATAL_ERROR) {
            failure = new IllegalStateException("the producer is closed");
            state = TransactionState.FATAL_ERROR;
        }
        tell(failure);
    }

    /** The failure as Kafka's methods throw it. */
    public RuntimeException error() {
        Throwable why = failure;
        if (why instanceof ProducerFencedException) {
            return new ProducerFencedException("another producer uses transactional.id=" + transactionalId
                    + ", and has fenced this one, " + producerId);
        }
        return new KafkaException("transactional.id=" + transactionalId + " has failed; the cause says why", why);
    }

    private void resume(Done done) {
        waiters.add(done);
        if (!ending) {
            ending = true;
            end();
        }
    }

    private void join() {
        List<TopicPartition> asked = List.copyOf(joining);
        if (asked.isEmpty() || state == TransactionState.FATAL_ERROR) {
            askingPartitions = false;
            return;
        }
        begun = true;
        calls.addPartitions(producerId, asked, (added, failed) -> {
            askingPartitions = false;
            joining.removeAll(asked);
            if (failed != null) {
                coordinatorFailed(TransactionFailures.named(failed, transactionalId));
                return;
            }
            joined.addAll(asked);
            if (!joining.isEmpty()) {
                askingPartitions = true;
                join();
            }
            delivery.pump();
        });
    }

    private void afterOffsets(Runnable next) {
        if (offsetCalls == 0) {
            next.run();
        } else {
            whenOffsetsAnswered = next;
        }
    }

    private void end() {
        if (toldOfEnd()) {
            return;
        }
        boolean commit = state == TransactionState.COMMITTING_TRANSACTION;
        if (!begun || idIsGone) {
            ended(producerId);
            return;
        }
        calls.end(producerId, commit, (next, failed) -> {
            if (toldOfEnd()) {
                return;
            }
            if (next != null) {
                ended(next);
            } else if (failed instanceof TimeoutException) {
                // Whether it is ended is unknown: the same call settles it.
                ending = false;
                tell(failed);
            } else if (failed != null) {
                ending = false;
                coordinatorFailed(TransactionFailures.named(failed, transactionalId));
                tell(error());
            }
        });
    }

    /** Whether the producer has come to its end meanwhile; who waits has then heard of it. */
    private boolean toldOfEnd() {
        if (state != TransactionState.FATAL_ERROR) {
            return false;
        }
        ending = false;
        tell(error());
        return true;
    }

    private void ended(ProducerId next) {
        if (next.equals(producerId) && bumpNeeded || idIsGone) {
            calls.init(idIsGone ? ProducerId.NONE : producerId, (given, failed) -> {
                if (toldOfEnd()) {
                    return;
                }
                ending = false;
                if (given != null) {
                    ready(given);
                    tell(null);
                } else if (failed instanceof TimeoutException) {
                    tell(failed);
                } else if (failed != null) {
                    fatal(TransactionFailures.named(failed, transactionalId));
                    tell(error());
                }
            });
            return;
        }
        ending = false;
        ready(next);
        tell(null);
    }

    private void ready(ProducerId next) {
        producerId = next;
        joined.clear();
        joining.clear();
        begun = false;
        bumpNeeded = false;
        idIsGone = false;
        failure = null;
        state = TransactionState.READY;
        delivery.restart();
    }

    private void coordinatorFailed(Throwable why) {
        if (TransactionFailures.fatalFromCoordinator(why)) {
            fatal(why);
        } else {
            idIsGone |= TransactionFailures.idIsGone(why);
            abortable(why);
        }
    }

    private void abortable(Throwable why) {
        if (state == TransactionState.IN_TRANSACTION || state == TransactionState.COMMITTING_TRANSACTION) {
            failure = why;
            state = TransactionState.ABORTABLE_ERROR;
            RuntimeException told = error();
            context.loop().execute(() -> {
                if (state == TransactionState.ABORTABLE_ERROR) {
                    delivery.abandon(told, () -> {});
                }
            });
        } else if (state == TransactionState.ABORTING_TRANSACTION) {
            failure = why;
            state = ending ? state : TransactionState.ABORTABLE_ERROR;
        }
    }

    private void fatal(Throwable why) {
        if (state == TransactionState.FATAL_ERROR) {
            return;
        }
        failure = why;
        state = TransactionState.FATAL_ERROR;
        RuntimeException told = error();
        context.loop().execute(() -> delivery.abandon(told, () -> {}));
    }

    private void tell(@Nullable Throwable why) {
        List<Done> told = List.copyOf(waiters);
        waiters.clear();
        told.forEach(each -> each.done(why));
    }

    private void move(TransactionState to, TransactionState... from) {
        for (TransactionState each : from) {
            if (state == each) {
                state = to;
                return;
            }
        }
        throw new IllegalStateException(transactionalId + " cannot go from " + state + " to " + to);
    }

    private void refuseAfterFailure() {
        if (state == TransactionState.FATAL_ERROR || state == TransactionState.ABORTABLE_ERROR) {
            throw error();
        }
    }
}
