package io.millrace.embedded;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read what is in no memory; there are none while nobody reads. After the close they drop what they are
 * handed, as a loop does that has ended. <i>Any thread.</i>
 */
final class ReaderThreads implements Executor, AutoCloseable {
    /** A disk answers several faster than one. */
    private static final int THREADS = 4;

    private static final long IDLE_SECONDS = 5;

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            this::thread,
            new ThreadPoolExecutor.DiscardPolicy());

    ReaderThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable turn) {
        Thread thread = new Thread(turn, "millrace-read-" + made.getAndIncrement());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Ends the threads after what they were handed, and waits for them. An interrupt would close the files. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
