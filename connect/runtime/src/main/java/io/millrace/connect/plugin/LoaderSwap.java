package io.millrace.connect.plugin;

/**
 * The thread's context class loader, set to a plug-in's for the span of a call into its code and put back after it:
 * {@code try (LoaderSwap swap = LoaderSwap.to(loader)) {...}}. Owned by one thread.
 */
public final class LoaderSwap implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();

    private LoaderSwap(ClassLoader loader) {
        thread.setContextClassLoader(loader);
    }

    /** From now until closed. */
    public static LoaderSwap to(ClassLoader loader) {
        return new LoaderSwap(loader);
    }

    @Override
    public void close() {
        thread.setContextClassLoader(before);
    }
}
