package io.millrace.connect.plugin;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plug-in sees of the worker: the JDK, and the packages that are the contract between the two. The worker's own
 * libraries stay out of sight, and so do its service files, through which a plug-in's ServiceLoader would find classes
 * that are not of its own kind. <i>Any thread.</i>
 */
final class ApiFilter extends ClassLoader {
    private static final List<String> API = List.of("org.apache.kafka.", "org.slf4j.", "jakarta.ws.rs.");
    private static final List<String> API_RESOURCES = List.of("org/apache/kafka/", "org/slf4j/", "jakarta/ws/rs/");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader application;

    ApiFilter(ClassLoader application) {
        super("millrace-connect-api", ClassLoader.getPlatformClassLoader());
        this.application = application;
    }

    /** Whether that class is one of the contract's packages, its own plug-ins included. */
    static boolean isApi(String className) {
        return startsWithAny(className, API);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return isApi(name) ? application.loadClass(name) : super.loadClass(name, resolve);
    }

    @Override
    public @Nullable URL getResource(String name) {
        return startsWithAny(name, API_RESOURCES) ? application.getResource(name) : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        if (startsWithAny(name, API_RESOURCES)) {
            return application.getResources(name);
        }
        // The JDK's; ClassLoader answers null for a loader without resources of its own.
        Enumeration<URL> found = super.getResources(name);
        return found == null ? Collections.emptyEnumeration() : found;
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
