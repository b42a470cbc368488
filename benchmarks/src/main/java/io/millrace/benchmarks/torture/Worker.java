package io.millrace.benchmarks.torture;

import io.millrace.benchmarks.Turns;
import java.util.Random;
import org.apache.kafka.common.KafkaException;

/** A client that works in its own thread until it is told to stop, and begins anew when its instance is done for. */
abstract class Worker implements AutoCloseable {
    private static final long AFTER_FAILURE_MS = 50;

    private final Thread thread;
    final Site site;
    final Random random;
    private volatile boolean stopped;
    private volatile long lives;

    Worker(String name, Site site, long seed) {
        this.site = site;
        this.random = new Random(seed);
        this.thread = new Thread(this::work, "torture-" + name);
        thread.setDaemon(true);
    }

    final void start() {
        thread.start();
    }

    /** One instance's life: returns when it is stopped, has crashed on purpose, or can go on no more. */
    abstract void live();

    final boolean isStopped() {
        return stopped;
    }

    final long lives() {
        return lives;
    }

    final boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private void work() {
        while (!stopped) {
            try {
                lives++;
                live();
            } catch (KafkaException e) {
                // What became of its records is in the history; the next instance goes on.
                Turns.pause(AFTER_FAILURE_MS);
            } catch (RuntimeException e) {
                site.history().anomaly("client: " + thread.getName() + " ended with " + e);
                return;
            }
        }
    }

    final void stop() {
        stopped = true;
    }

    /** Waits for its thread. */
    @Override
    public final void close() {
        stop();
        try {
            thread.join(120_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            site.history().anomaly("stuck: " + thread.getName() + " does not end");
        }
    }
}
