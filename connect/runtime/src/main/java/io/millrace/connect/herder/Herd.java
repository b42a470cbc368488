package io.millrace.connect.herder;

import io.millrace.base.Rng;
import io.millrace.client.ClientThread;
import io.millrace.connect.herder.config.Validation;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.storage.Stores;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A herder with what it stands on. <i>Any thread.</i> */
public final class Herd implements AutoCloseable {
    /** Below what a REST request waits. */
    private static final long FOREIGN_PATIENCE_MS = 60_000;

    private final Herder herder;
    private final ForeignCalls foreign;

    private Herd(Herder herder, ForeignCalls foreign) {
        this.herder = herder;
        this.foreign = foreign;
    }

    /** Over what was read from the log; starts what should run, and waits for none of it. */
    public static Herd start(
            ClientThread client,
            Stores stores,
            Plugins plugins,
            TaskStarter tasks,
            Duration grace,
            String workerId,
            boolean tracksTopics) {
        ForeignCalls foreign = new ForeignCalls(FOREIGN_PATIENCE_MS);
        Ground ground = new Ground(
                client.loop(),
                stores,
                tasks,
                new Validation(plugins),
                foreign,
                Rng.seeded(client.loop().clock().nanos()),
                grace,
                tracksTopics);
        Herder herder = new Herder(ground, plugins, new Positions(client, stores.offsets()), workerId);
        herder.restore(stores).join();
        return new Herd(herder, foreign);
    }

    /** What may be asked and changed. */
    public Herder herder() {
        return herder;
    }

    /** Completes when all connectors have ended or were given up. */
    public CompletableFuture<Void> leave() {
        return herder.leave();
    }

    /** As {@link #leave}, when another worker runs the connectors from now on. */
    public CompletableFuture<Void> giveWay(String why) {
        return herder.giveWay(why);
    }

    @Override
    public void close() {
        foreign.close();
    }
}
