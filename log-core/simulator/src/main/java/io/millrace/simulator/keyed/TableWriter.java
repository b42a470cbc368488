package io.millrace.simulator.keyed;

import io.millrace.base.Rng;
import io.millrace.client.LogClient;
import io.millrace.client.produce.AppendConfig;
import io.millrace.client.produce.Appender;
import io.millrace.client.transact.TransactionState;
import io.millrace.client.transact.Transactions;
import io.millrace.simulator.scenario.Options;
import io.millrace.simulator.scenario.Stage;
import io.millrace.simulator.world.VirtualLoop;
import io.millrace.simulator.world.World;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes new versions of keys that are its own, tombstones among them, one burst a transaction or none at all. After a
 * burst of unknown fate it writes those keys again before anything else. <i>Loop-owned.</i>
 */
final class TableWriter {
    private static final int RETRY_MS = 50;
    private static final int KEY_BYTES = 4;

    private final World world;
    private final Options options;
    private final Model model;
    private final int index;
    private final int keys;
    private final boolean transactional;
    private final String name;
    private final VirtualLoop loop;
    private final Rng rng;
    private final LogClient client;
    private final AppendConfig config;
    private Appender appender;
    private boolean ready;
    private int bursts;
    private int left;

    TableWriter(Stage stage, Model model, int index, int keys, boolean transactional) {
        this.world = stage.world();
        this.options = stage.options();
        this.model = model;
        this.index = index;
        this.keys = keys;
        this.transactional = transactional;
        this.name = "writer" + index;
        this.loop = world.loop(name);
        this.rng = world.fork();
        this.left = options.recordsPerProducer();
        this.client = LogClient.open(stage.client(name), loop, stage.network().transport(name), world.fork());
        this.config = new AppendConfig(
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
                transactional ? name : null,
                5_000);
        this.appender = client.appender(config);
    }

    void begin() {
        loop.execute(this::init);
    }

    boolean isDone() {
        return left <= 0 && ready;
    }

    static int partitionOf(int key, int partitions) {
        return key % partitions;
    }

    private void init() {
        if (!transactional) {
            pause();
            return;
        }
        appender.transactions().init(failure -> {
            if (failure == null) {
                pause();
            } else if (appender.transactions().state() == TransactionState.UNINITIALIZED) {
                loop.schedule(RETRY_MS, this::init);
            } else {
                anew();
            }
        });
    }

    private void pause() {
        ready = true;
        loop.schedule(1 + rng.nextInt(options.pauseMs()), this::burst);
    }

    private void anew() {
        world.tell(name, "begins anew", "");
        appender.close();
        appender = client.appender(config);
        init();
    }

    private void burst() {
        if (left <= 0) {
            return;
        }
        ready = false;
        if (appender.failure() != null
                || transactional && appender.transactions().state() == TransactionState.FATAL_ERROR) {
            anew();
            return;
        }
        if (transactional) {
            appender.transactions().begin();
        }
        bursts++;
        List<Version> written = new ArrayList<>();
        write(written, 1 + rng.nextInt(options.burst()));
    }

    private void write(List<Version> written, int count) {
        try {
            for (int i = count; i > 0; i--) {
                if (!write(written)) {
                    int rest = i;
                    loop.schedule(RETRY_MS, () -> write(written, rest));
                    return;
                }
                left--;
            }
        } catch (RuntimeException e) {
            ended(written, e);
            return;
        }
        if (!transactional) {
            appender.flush(failure -> ended(written, failure));
        } else if (rng.nextInt(4) == 0) {
            abort(written);
        } else {
            commit(written);
        }
    }

    private boolean write(List<Version> written) {
        int key = index * keys + rng.nextInt(keys);
        boolean tombstone = rng.nextInt(4) == 0;
        // A version that the appender does not take is never written; its number stays unused.
        Version version = model.next(key, tombstone, world.clock().nanos() / 1_000_000);
        int filler = rng.nextInt(options.largestValueBytes());
        boolean taken = appender.append(
                Tables.TABLE,
                partitionOf(key, options.partitions()),
                world.clock().wallMs(),
                ByteBuffer.allocate(KEY_BYTES).putInt(key).array(),
                tombstone ? null : new byte[filler],
                Tables.numbered(version.number()),
                null);
        if (taken) {
            written.add(version);
        }
        return taken;
    }

    private void commit(List<Version> written) {
        Transactions transactions = appender.transactions();
        if (transactions.state() != TransactionState.IN_TRANSACTION
                && transactions.state() != TransactionState.COMMITTING_TRANSACTION) {
            ended(written, transactions.failure());
            return;
        }
        transactions.commit(failure -> {
            if (failure instanceof TimeoutException
                    && transactions.state() == TransactionState.COMMITTING_TRANSACTION) {
                loop.schedule(RETRY_MS, () -> commit(written));
            } else {
                ended(written, failure);
            }
        });
    }

    private void abort(List<Version> written) {
        Transactions transactions = appender.transactions();
        if (transactions.state() == TransactionState.FATAL_ERROR) {
            model.doubt(written);
            anew();
            return;
        }
        transactions.abort(failure -> {
            if (failure == null) {
                written.forEach(Version::dropped);
                world.tell(name, "aborted", written.toString());
                pause();
            } else {
                loop.schedule(RETRY_MS, () -> abort(written));
            }
        });
    }

    private void ended(List<Version> written, @Nullable Throwable failure) {
        if (failure == null) {
            written.forEach(Version::kept);
            world.tell(name, transactional ? "committed" : "acknowledged", written.size() + " in burst " + bursts);
            pause();
            return;
        }
        world.tell(name, "gave up", written + " " + failure.getClass().getSimpleName());
        // Of some of them nobody knows whether they are there.
        model.doubt(written);
        if (transactional && appender.transactions().state() == TransactionState.ABORTABLE_ERROR) {
            abort(List.of());
        } else if (transactional) {
            anew();
        } else {
            pause();
        }
    }

    String state() {
        return name + ": " + left + " to write" + (ready ? "" : ", busy")
                + (transactional ? ", " + appender.transactions().state() : "");
    }
}
