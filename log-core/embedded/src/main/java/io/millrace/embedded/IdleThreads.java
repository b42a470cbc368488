package io.millrace.embedded;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that wait for the disk, of which there are none while nothing is asked of them. After the close they drop what
 * they are handed, as a loop does that has ended. <i>Any thread.</i>
 */
final class IdleThreads implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 5;

    private final AtomicInteger made = new AtomicInteger();
    private final String name;
    private final ThreadPoolExecutor threads;

    /** At most that many, named so. */
    IdleThreads(String name, int most) {
        this.name = name;
        this.threads = new ThreadPoolExecutor(
                most,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                this::thread,
                new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable turn) {
        Thread thread = new Thread(turn, name + "-" + made.getAndIncrement());
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
