package io.millrace.embedded;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.base.PumpedLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that syncs and reads files, so that no other one waits for a disk. <i>Any thread.</i> */
final class DiskThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskThread.class);
    private static final long LONGEST_WAIT_MS = 60_000;

    private final PumpedLoop loop;
    private final Thread thread;
    private volatile boolean stopped;

    DiskThread(Clock clock) {
        this.loop = new PumpedLoop(clock);
        this.thread = new Thread(this::turn, "millrace-disk");
        thread.setDaemon(true);
        thread.start();
    }

    Loop loop() {
        return loop;
    }

    /** Ends the thread after what was handed in, and waits for it. */
    @Override
    public void close() {
        loop.execute(() -> stopped = true);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        while (!stopped) {
            try {
                loop.turn(LONGEST_WAIT_MS);
            } catch (RuntimeException e) {
                // The one outer handler of this loop: the task is lost, the loop goes on for the other logs.
                LOG.error("a task of the disk thread failed", e);
            }
        }
    }
}
