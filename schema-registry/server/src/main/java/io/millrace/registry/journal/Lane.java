package io.millrace.registry.journal;

import io.millrace.registry.journal.Leadership.Leader;
import io.millrace.registry.schema.Refusal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * The one lane for writes: each is decided on all that came before it, appended, and read back before the next is decided.
 * So no id is given twice. <i>Any thread;</i> what it does runs on a thread of its own.
 */
public final class Lane implements AutoCloseable {
    private static final String LATE = "the write was not read back";

    private final Journal journal;
    private final State state;
    private final int timeoutMs;
    private final Workers thread = new Workers("millrace-registry-writes", 1);
    /** The generation in which everything older is known to be read; -1 when a barrier is due. Of the lane's thread. */
    private int caughtUpIn = -1;

    /** Into that journal. */
    public Lane(Journal journal, State state, int timeoutMs) {
        this.journal = journal;
        this.state = state;
        this.timeoutMs = timeoutMs;
    }

    /**
     * What a write shall do. <i>Immutable.</i>
     *
     * @param records to append, none when all is as asked for already
     * @param answer given when they are applied
     */
    public record Decision<T>(List<TopicRecord> records, T answer) {}

    /** Decides and writes; fails with a {@link Refusal}. */
    public <T> CompletableFuture<T> write(Supplier<Decision<T>> decision) {
        return thread.run(() -> perform(decision));
    }

    private <T> T perform(Supplier<Decision<T>> decision) {
        while (true) {
            Leader leader = await(journal.leader(), "Leader not known: the registries have not chosen yet", 50004);
            Identity identity = leader.identity();
            if (identity == null) {
                throw new Refusal(500, 50004, "Leader not known: no registry of the group is eligible.");
            }
            if (!leader.mine()) {
                throw Refusal.leadsElsewhere(identity.url());
            }
            try {
                return perform(decision, leader);
            } catch (Journal.LeadGone e) {
                // Decided anew, by whoever is told to lead; the next round waits for that.
                caughtUpIn = -1;
            }
        }
    }

    private <T> T perform(Supplier<Decision<T>> decision, Leader leader) {
        if (caughtUpIn != leader.generation()) {
            // Who has read his own barrier has read all that was written before it.
            Map<String, Integer> known;
            do {
                known = state.maxIds();
                await(
                        journal.write(new Changes(state).barrier().records(), leader.generation(), journal.position()),
                        LATE,
                        50002);
                // A barrier takes the place of the one before it, which may have known of a larger id.
            } while (!state.maxIds().equals(known));
            caughtUpIn = leader.generation();
        }
        long seen = journal.position();
        Decision<T> decided = decision.get();
        if (!decided.records().isEmpty()) {
            // Until this has an end, nobody knows what the topic says.
            caughtUpIn = -1;
            boolean undisturbed = await(journal.write(decided.records(), leader.generation(), seen), LATE, 50002);
            caughtUpIn = undisturbed ? leader.generation() : -1;
        }
        return decided.answer();
    }

    private <V> V await(Future<V> future, String late, int lateCode) {
        try {
            return future.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        } catch (TimeoutException e) {
            throw new Refusal(500, lateCode, late + " (" + timeoutMs + " ms)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(500, 50001, "the registry is closing");
        }
    }

    private static RuntimeException refusal(@Nullable Throwable cause) {
        if (cause instanceof Refusal || cause instanceof Journal.LeadGone) {
            return (RuntimeException) cause;
        }
        String message = cause == null ? "unknown" : String.valueOf(cause.getMessage());
        if (cause instanceof RecordTooLargeException) {
            return new Refusal(422, 42209, "the schema is too large for its topic: " + message);
        }
        return new Refusal(500, 50001, "the log did not take the write: " + message);
    }

    /** Takes no more; what waits fails. */
    @Override
    public void close() {
        thread.close();
    }
}
