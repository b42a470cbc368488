package io.millrace.connect.tiny;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.source.SourceConnector;

/** Packs the tiny connectors as plug-ins. */
public final class Jars {
    private static final List<Class<?>> CLASSES =
            List.of(Board.class, TinySource.class, TinySource.Counter.class, TinySink.class, TinySink.Writer.class);

    private Jars() {}

    /** A plug-in path with one directory, in it one jar with service files. */
    public static Path tiny(Path path) {
        return pack(
                path,
                "tiny",
                Map.of(
                        "META-INF/services/" + SourceConnector.class.getName(), TinySource.class.getName() + "\n",
                        "META-INF/services/" + SinkConnector.class.getName(),
                                TinySink.class.getName() + " # a sink\n"));
    }

    /** The same classes with these other files. */
    public static Path pack(Path path, String name, Map<String, String> files) {
        try {
            Path directory = Files.createDirectories(path.resolve(name));
            try (OutputStream out = Files.newOutputStream(directory.resolve(name + "-1.4.2.jar"));
                    JarOutputStream jar = new JarOutputStream(out)) {
                for (Class<?> each : CLASSES) {
                    String file = each.getName().replace('.', '/') + ".class";
                    jar.putNextEntry(new ZipEntry(file));
                    try (InputStream in = each.getClassLoader().getResourceAsStream(file)) {
                        in.transferTo(jar);
                    }
                }
                for (Map.Entry<String, String> file : files.entrySet()) {
                    jar.putNextEntry(new ZipEntry(file.getKey()));
                    jar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                }
            }
            return path;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
