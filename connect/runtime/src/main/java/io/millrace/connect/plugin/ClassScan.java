package io.millrace.connect.plugin;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds plug-in classes by what their files say they extend, for jars without service files. Owned by one thread. */
final class ClassScan {
    private static final int DEEPEST_HIERARCHY = 32;

    private final ClassLoader application;
    private final Map<String, ClassHead> heads = new HashMap<>();
    private final Map<String, Path> where = new LinkedHashMap<>();

    ClassScan(ClassLoader application) {
        this.application = application;
    }

    /** Takes the classes of an archive in. */
    void read(Path archive) throws IOException {
        if (Files.isDirectory(archive)) {
            readDirectory(archive);
            return;
        }
        try (JarFile jar = new JarFile(archive.toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".class") && !entry.getName().startsWith("META-INF/")) {
                    take(jar.getInputStream(entry), archive);
                }
            }
        }
    }

    /** Tells every class that can be a plug-in. */
    void found(Found found) {
        where.forEach((name, archive) -> {
            ClassHead head = heads.get(name);
            if (head == null || !head.usable()) {
                return;
            }
            for (PluginKind kind : PluginKind.values()) {
                if (extendsIt(name, kind.type().getName(), 0)) {
                    found.plugin(name, kind, archive);
                }
            }
        });
    }

    private void readDirectory(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory, 16)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
                take(Files.newInputStream(file), directory);
            }
        }
    }

    private void take(InputStream from, Path archive) throws IOException {
        try (InputStream in = new BufferedInputStream(from)) {
            ClassHead head = ClassHead.read(in);
            if (head != null && heads.putIfAbsent(head.name(), head) == null) {
                where.put(head.name(), archive);
            }
        }
    }

    private boolean extendsIt(String name, String type, int depth) {
        if (name.equals(type)) {
            return true;
        }
        ClassHead head = head(name);
        if (head == null || depth > DEEPEST_HIERARCHY) {
            return false;
        }
        for (String parent : head.parents()) {
            if (extendsIt(parent, type, depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Of the plug-in, else of the API that it extends. */
    private @Nullable ClassHead head(String name) {
        ClassHead known = heads.get(name);
        if (known != null || !ApiFilter.isApi(name)) {
            return known;
        }
        try (InputStream in = application.getResourceAsStream(name.replace('.', '/') + ".class")) {
            ClassHead read = in == null ? null : ClassHead.read(new BufferedInputStream(in));
            if (read != null) {
                heads.put(name, read);
            }
            return read;
        } catch (IOException e) {
            return null;
        }
    }

    /** Takes what is found. */
    interface Found {
        /** That class of that archive is of that kind. */
        void plugin(String className, PluginKind kind, Path archive);
    }
}
