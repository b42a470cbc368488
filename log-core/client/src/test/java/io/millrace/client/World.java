package io.millrace.client;

import io.millrace.base.Clock;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Rng;
import io.millrace.client.config.ClientConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A client on a virtual clock, and the scripted cluster that it speaks to. */
public final class World implements AutoCloseable {
    private long nanos = 1_000_000_000L;
    public final PumpedLoop loop = new PumpedLoop(new Clock() {
        @Override
        public long wallMs() {
            return nanos / 1_000_000;
        }

        @Override
        public long nanos() {
            return nanos;
        }
    });
    public final ScriptedCluster cluster;
    public final LogClient client;

    public World(long seed) {
        cluster = new ScriptedCluster(loop);
        client = LogClient.open(ClientConfig.to("boot:1"), loop, cluster, Rng.seeded(seed));
        loop.turn(0);
    }

    public World() {
        this(1);
    }

    /** Runs all that is due now. */
    public void settle() {
        for (int turns = 0; loop.turn(0) > 0; turns++) {
            if (turns > 100_000) {
                throw new AssertionError("the loop does not come to rest");
            }
        }
    }

    /** Lets virtual time pass, millisecond by millisecond. */
    public void pass(long ms) {
        settle();
        for (long left = ms; left > 0; left--) {
            nanos += 1_000_000;
            settle();
        }
    }

    /** Lets time pass until it holds. */
    public void until(BooleanSupplier holds) {
        settle();
        for (int ms = 0; !holds.getAsBoolean(); ms++) {
            if (ms > 300_000) {
                throw new AssertionError("not within five virtual minutes");
            }
            pass(1);
        }
    }

    public long nowMs() {
        return nanos / 1_000_000;
    }

    @Override
    public void close() {
        client.close();
        settle();
    }

    /** What a call was answered with. */
    public static final class Result<T> {
        public final List<T> values = new ArrayList<>();
        public final List<Throwable> failures = new ArrayList<>();

        public void done(T value, Throwable failure) {
            if (failure != null) {
                failures.add(failure);
            } else {
                values.add(value);
            }
        }

        public boolean answered() {
            return values.size() + failures.size() > 0;
        }

        public T value() {
            if (values.isEmpty()) {
                throw new AssertionError("no value, failures " + failures);
            }
            return values.get(0);
        }
    }
}
