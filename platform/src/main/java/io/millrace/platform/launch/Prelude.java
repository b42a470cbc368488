package io.millrace.platform.launch;

import io.millrace.embedded.Millrace;
import java.util.concurrent.FutureTask;
import org.slf4j.LoggerFactory;

/**
 * Loads what every node needs, whatever it is told, while its command line is read. Until it has ended nobody else may
 * touch those classes: two threads that initialize classes of one circle can wait for each other for ever. <i>Any
 * thread.</i>
 */
public final class Prelude {
    private final FutureTask<Void> task;

    private Prelude(FutureTask<Void> task) {
        this.task = task;
    }

    /** Begins it on a thread of its own. */
    public static Prelude begin() {
        return new Prelude(Aside.begin("prelude", () -> {
            LoggerFactory.getILoggerFactory();
            Millrace.prepare();
            return null;
        }));
    }

    /** Returns when it has ended. */
    public void await() {
        Aside.await(task);
    }
}
