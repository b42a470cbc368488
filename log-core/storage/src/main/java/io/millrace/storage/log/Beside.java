package io.millrace.storage.log;

import io.millrace.base.Loop;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One task that waits for the disk, done by another thread than the disk loop's, or by the disk loop where that cannot
 * wait for it. {@link #run}: <i>any thread</i>; the rest: <i>loop-owned</i>.
 */
final class Beside implements Runnable {
    private final Task task;
    private final Loop diskLoop;
    private final Runnable told;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch run = new CountDownLatch(1);
    private volatile @Nullable IOException failure;

    /** What is to be done. */
    interface Task {
        /** Waits for the disk. <i>Any thread.</i> */
        void run() throws IOException;

        /** Notes on the disk loop that it was done. */
        void done() throws IOException;

        /** Gives back what it holds, done or not. */
        void close() throws IOException;
    }

    /** Once it has run the disk loop is told. */
    Beside(Task task, Loop diskLoop, Runnable told) {
        this.task = task;
        this.diskLoop = diskLoop;
        this.told = told;
    }

    Task task() {
        return task;
    }

    @Override
    public void run() {
        if (!taken.compareAndSet(false, true)) {
            return;
        }
        try {
            task.run();
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException e) {
            failure = new IOException(task + " failed", e);
        } finally {
            run.countDown();
            diskLoop.execute(told);
        }
    }

    boolean hasRun() {
        return run.getCount() == 0;
    }

    /** Does it on this thread where no other one has begun. */
    void await() {
        run();
        boolean interrupted = false;
        while (!hasRun()) {
            try {
                run.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Notes that it was done; throws why it failed. */
    void finish() throws IOException {
        try {
            IOException failed = failure;
            if (failed != null) {
                throw failed;
            }
            task.done();
        } finally {
            task.close();
        }
    }
}
