package io.millrace.connect.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.kafka.connect.source.SourceConnector;

/** Packs test classes into a jar of a plug-in directory. */
public final class PluginJar {
    private PluginJar() {}

    /** A plug-in of one source connector, with its nested classes. */
    public static void ofSource(Path jar, Class<?> connector, Class<?>... more) throws IOException {
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + SourceConnector.class.getName()));
            out.write(connector.getName().getBytes(StandardCharsets.UTF_8));
            add(out, connector);
            for (Class<?> other : List.of(more)) {
                add(out, other);
            }
        }
    }

    private static void add(JarOutputStream out, Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
            out.putNextEntry(new JarEntry(path));
            out.write(in.readAllBytes());
        }
    }
}
