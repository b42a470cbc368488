package io.millrace.connect.plugin;

import java.lang.reflect.InvocationTargetException;
import org.apache.kafka.connect.components.Versioned;
import org.jspecify.annotations.Nullable;

/** One plug-in class, loaded when it is first asked for, in the loader of its plug-in. <i>Any thread.</i> */
public final class PluginClass {
    private final PluginInfo info;
    private final Source source;
    private volatile @Nullable String own;

    PluginClass(PluginInfo info, Source source) {
        this.info = info;
        this.source = source;
    }

    /** What is known without loading it. */
    public PluginInfo info() {
        return info;
    }

    /** Its plug-in's loader: the context class loader of every call into it. */
    public ClassLoader loader() {
        return source.loader();
    }

    /** The class itself; throws {@link NoSuchPlugin} when it, or what it needs, cannot be loaded. */
    public Class<?> load() {
        try (LoaderSwap swap = LoaderSwap.to(loader())) {
            Class<?> loaded = Class.forName(info.className(), true, loader());
            if (!info.kind().type().isAssignableFrom(loaded)) {
                throw new NoSuchPlugin(info.className() + " of " + info.location() + " is no "
                        + info.kind().text());
            }
            return loaded;
        } catch (ClassNotFoundException | LinkageError e) {
            throw new NoSuchPlugin(info.className() + " of " + info.location() + " cannot be loaded: " + e, e);
        }
    }

    /** A new object of it, by its constructor without parameters; throws {@link NoSuchPlugin} when that fails. */
    public <T> T create(Class<T> type) {
        return create(load(), type, loader());
    }

    /** A new object of another class of the same plug-in, such as a connector's task. */
    public <T> T create(Class<?> of, Class<T> type) {
        return create(of, type, loader());
    }

    /** What the object itself says, else the jar. */
    public String version() {
        String told = own;
        if (told == null) {
            told = askVersion();
            own = told;
        }
        return told;
    }

    private String askVersion() {
        if (!Versioned.class.isAssignableFrom(load())) {
            return info.version();
        }
        Versioned made = create(Versioned.class);
        try (LoaderSwap swap = LoaderSwap.to(loader())) {
            String told = made.version();
            return told == null ? info.version() : told;
        } finally {
            closeQuietly(made);
        }
    }

    private static void closeQuietly(Object made) {
        if (made instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                // It was made for its version alone and holds nothing.
            }
        }
    }

    private static <T> T create(Class<?> of, Class<T> type, ClassLoader loader) {
        try (LoaderSwap swap = LoaderSwap.to(loader)) {
            return type.cast(of.getDeclaredConstructor().newInstance());
        } catch (InvocationTargetException e) {
            throw new NoSuchPlugin(of.getName() + " cannot be created: " + e.getCause(), e);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new NoSuchPlugin(of.getName() + " cannot be created: " + e, e);
        }
    }

    /** Where classes come from. */
    interface Source {
        /** Made when first asked for. */
        ClassLoader loader();
    }
}
