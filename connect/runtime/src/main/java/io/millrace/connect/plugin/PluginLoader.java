package io.millrace.connect.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The loader of one plug-in: its own classes first, except those that it must share with the worker to be understood.
 * <i>Any thread.</i>
 */
final class PluginLoader extends URLClassLoader {
    private static final List<String> JDK =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.w3c.", "org.xml.");
    /** Packages of Kafka's that hold plug-ins: a plug-in may bring another version of them. */
    private static final List<String> OWN_IF_PRESENT = List.of(
            "org.apache.kafka.connect.transforms.",
            "org.apache.kafka.connect.json.",
            "org.apache.kafka.connect.file.",
            "org.apache.kafka.connect.mirror.",
            "org.apache.kafka.connect.converters.",
            "org.apache.kafka.common.config.provider.");
    /** Within those, the contract. */
    private static final Set<String> ALWAYS_SHARED = Set.of(
            "org.apache.kafka.connect.transforms.Transformation",
            "org.apache.kafka.connect.transforms.predicates.Predicate",
            "org.apache.kafka.common.config.provider.ConfigProvider");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader api;

    PluginLoader(String name, URL[] urls, ClassLoader api) {
        super(name, urls, api);
        this.api = api;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = parentFirst(name) ? fromParentElseOwn(name) : fromOwnElseParent(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    /** Whether a class of that name in a plug-in's jar is one that the worker's own stands before. */
    static boolean parentFirst(String name) {
        if (startsWithAny(name, JDK)) {
            return true;
        }
        if (!ApiFilter.isApi(name)) {
            return false;
        }
        return ALWAYS_SHARED.contains(name) || !startsWithAny(name, OWN_IF_PRESENT);
    }

    private Class<?> fromParentElseOwn(String name) throws ClassNotFoundException {
        try {
            return api.loadClass(name);
        } catch (ClassNotFoundException e) {
            return findClass(name);
        }
    }

    private Class<?> fromOwnElseParent(String name) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException e) {
            return api.loadClass(name);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? api.getResource(name) : own;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
        all.addAll(Collections.list(api.getResources(name)));
        return Collections.enumeration(all);
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
