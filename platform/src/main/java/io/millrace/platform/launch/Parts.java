package io.millrace.platform.launch;

import io.millrace.connect.Worker;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.platform.pages.Pages;
import io.millrace.registry.Registry;
import io.millrace.rest.Edge;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts that run, as far as they have started; each is set by the thread that starts it. <i>Any thread.</i> */
final class Parts implements AutoCloseable {
    volatile @Nullable EmbeddedLog log;
    volatile @Nullable Registry registry;
    volatile @Nullable Edge edge;
    volatile @Nullable Worker worker;
    volatile @Nullable Pages pages;

    /**
     * Stops them, and once only. Connectors first: they may still need the registry's address for what they flush. Each is
     * closed even if another fails, and the first failure is thrown.
     */
    @Override
    public synchronized void close() {
        List<@Nullable AutoCloseable> inOrder = Arrays.asList(pages, worker, edge, registry, log);
        pages = null;
        worker = null;
        edge = null;
        registry = null;
        log = null;
        RuntimeException first = null;
        for (AutoCloseable part : inOrder) {
            RuntimeException failure = part == null ? null : close(part);
            if (failure != null && first != null) {
                first.addSuppressed(failure);
            } else if (failure != null) {
                first = failure;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static @Nullable RuntimeException close(AutoCloseable part) {
        try {
            part.close();
            return null;
        } catch (RuntimeException e) {
            return e;
        } catch (Exception e) {
            return new IllegalStateException(e);
        }
    }
}
