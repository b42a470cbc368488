package io.millrace.platform.launch;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work on a thread of its own, for parts that start side by side. <i>Any thread.</i> */
final class Aside {
    private Aside() {}

    /** Begins it. */
    static <T> FutureTask<T> begin(String name, Callable<T> start) {
        FutureTask<T> task = new FutureTask<>(start);
        Thread thread = new Thread(task, "millrace-start-" + name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Its outcome; throws what it threw. */
    static <T> T await(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof Error fatal) {
                throw fatal;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(2, "interrupted while starting");
        }
    }
}
