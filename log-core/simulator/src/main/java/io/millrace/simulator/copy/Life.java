package io.millrace.simulator.copy;

import io.millrace.base.Loop;
import io.millrace.client.LogClient;
import io.millrace.client.call.Done;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.transact.TransactionState;
import io.millrace.client.transact.Transactions;
import io.millrace.simulator.check.Mark;
import io.millrace.simulator.scenario.Options;
import io.millrace.simulator.scenario.Payload;
import io.millrace.simulator.world.World;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One life of a transactional producer, from its id to its being fenced: tells the ledger what becomes of its
 * transactions. <i>Loop-owned.</i>
 */
final class Life {
    private static final int RETRY_MS = 50;

    private final World world;
    private final Ledger ledger;
    private final String name;
    private final Loop loop;
    private final Appender appender;
    private final Transactions transactions;
    private final List<Deal> deals = new ArrayList<>();

    Life(World world, Ledger ledger, String name, Loop loop, LogClient client, AppendConfig config) {
        this.world = world;
        this.ledger = ledger;
        this.name = name;
        this.loop = loop;
        this.appender = client.appender(config);
        this.transactions = appender.transactions();
    }

    static AppendConfig config(Options options, String transactionalId, int timeoutMs) {
        return new AppendConfig(
                (short) -1,
                true,
                options.lingerMs(),
                options.batchBytes(),
                256 << 10,
                options.compression(),
                60_000,
                options.deliveryTimeoutMs(),
                options.maxInFlight(),
                Integer.MAX_VALUE,
                transactionalId,
                timeoutMs);
    }

    Transactions transactions() {
        return transactions;
    }

    /** Gets its id; with that those lives that had it before are fenced. */
    void init(List<Life> earlier, Runnable ready) {
        transactions.init(failure -> {
            if (failure == null) {
                earlier.forEach(each -> ledger.fence(each.deals));
                world.tell(name, "has its id", transactions.producerId().toString());
                ready.run();
            } else if (transactions.state() == TransactionState.UNINITIALIZED) {
                loop.schedule(RETRY_MS, () -> init(earlier, ready));
            } else {
                world.tell(name, "no id", failure.getClass().getSimpleName());
            }
        });
    }

    Deal begin() {
        transactions.begin();
        Deal deal = ledger.begin(name);
        deals.add(deal);
        return deal;
    }

    /** Whether it was taken; false means later. */
    boolean append(String topic, Mark mark, int fillerBytes, Deal deal) {
        byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(deal.number()).array();
        boolean taken = appender.append(
                topic,
                mark.partition(),
                world.clock().wallMs(),
                key,
                Payload.of(mark, fillerBytes),
                null,
                (offset, failure) -> {});
        if (taken) {
            deal.marks().add(mark);
        }
        return taken;
    }

    /** Commits, as often as it takes to know. */
    void commit(Deal deal, Done done) {
        ledger.asked(deal);
        transactions.commit(failure -> {
            if (failure == null) {
                ledger.committed(deal);
                world.tell(name, "committed", deal + ", " + deal.marks().size());
                done.done(null);
            } else if (failure instanceof TimeoutException && mayGoOn(TransactionState.COMMITTING_TRANSACTION)) {
                world.tell(name, "in doubt", deal.toString());
                loop.schedule(RETRY_MS, () -> {
                    if (mayGoOn(TransactionState.COMMITTING_TRANSACTION)) {
                        commit(deal, done);
                    }
                });
            } else {
                world.tell(name, "not committed", deal + " " + why(failure));
                done.done(failure);
            }
        });
    }

    /** Aborts, as often as it takes. */
    void abort(Deal deal, Done done) {
        ledger.aborted(deal);
        transactions.abort(failure -> {
            if (failure == null) {
                world.tell(name, "aborted", deal.toString());
                done.done(null);
            } else if (failure instanceof TimeoutException && mayGoOn(TransactionState.ABORTING_TRANSACTION)) {
                loop.schedule(RETRY_MS, () -> {
                    if (mayGoOn(TransactionState.ABORTING_TRANSACTION)) {
                        abort(deal, done);
                    }
                });
            } else {
                world.tell(name, "not aborted", deal + " " + why(failure));
                done.done(failure);
            }
        });
    }

    private boolean mayGoOn(TransactionState state) {
        return !appender.isClosed() && transactions.state() == state;
    }

    /** Whether an abort heals it. */
    boolean canAbort() {
        TransactionState state = transactions.state();
        return !appender.isClosed()
                && (state == TransactionState.IN_TRANSACTION || state == TransactionState.ABORTABLE_ERROR);
    }

    /** Whether it can never go on. */
    boolean isOver() {
        return appender.isClosed() || transactions.state() == TransactionState.FATAL_ERROR;
    }

    void close() {
        // What it has begun is nobody's any more: its time-out, or whoever gets the id next, ends it.
        deals.forEach(ledger::aborted);
        appender.close();
    }

    String state() {
        return name + " " + transactions.state() + (failureOf() == null ? "" : " (" + failureOf() + ")");
    }

    private @Nullable Throwable failureOf() {
        return transactions.failure();
    }

    private static String why(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure.getClass().getSimpleName()
                + (cause == null ? "" : " by " + cause.getClass().getSimpleName());
    }
}
