package io.millrace.streams.samples;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.kafka.streams.StreamsBuilder;

/** The sample topologies with their imports changed to Kafka Streams', compiled here and now. */
public final class KafkaStreamsSamples {
    private static final Path SOURCE = Path.of("src/test/java/io/millrace/streams/samples/SampleTopologies.java");

    private KafkaStreamsSamples() {}

    /** Each with its name, as in {@link SampleTopologies#all()}. */
    @SuppressWarnings("unchecked")
    public static Map<String, Consumer<StreamsBuilder>> all() throws IOException, ReflectiveOperationException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "ported-");
        Path file = directory.resolve("SampleTopologies.java");
        Files.writeString(file, Files.readString(SOURCE).replace("io.millrace.streams", "org.apache.kafka.streams"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path");
        int failed = compiler.run(
                null, null, null, "-proc:none", "-d", directory.toString(), "-cp", classPath, file.toString());
        if (failed != 0) {
            throw new IllegalStateException("with Kafka Streams' imports, " + SOURCE + " does not compile; see above");
        }
        ClassLoader loader = new URLClassLoader(
                List.of(directory.toUri().toURL()).toArray(URL[]::new), KafkaStreamsSamples.class.getClassLoader());
        return (Map<String, Consumer<StreamsBuilder>>)
                loader.loadClass("org.apache.kafka.streams.samples.SampleTopologies")
                        .getMethod("all")
                        .invoke(null);
    }
}
