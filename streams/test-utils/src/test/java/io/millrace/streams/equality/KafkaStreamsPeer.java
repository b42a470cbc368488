package io.millrace.streams.equality;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Kafka Streams in a child process with a class path of its own, running {@link Replay} with its own packages. */
final class KafkaStreamsPeer implements AutoCloseable {
    private static final Path JARS = Path.of("target/peers/kafka-streams");
    private static final Path SOURCES = Path.of("src/test/java/io/millrace/streams/equality");
    private static final Path WORK = Path.of("target/peers/equality");

    private final Process process;
    private final PrintWriter toPeer;
    private final BufferedReader fromPeer;

    private KafkaStreamsPeer(Process process) {
        this.process = process;
        this.toPeer = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8));
        this.fromPeer = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static KafkaStreamsPeer start() throws IOException {
        String classPath = jars();
        Path classes = compile(classPath);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes + File.pathSeparator + classPath,
                        "org.apache.kafka.streams.equality.Replay")
                .redirectError(WORK.resolve("stderr.txt").toFile())
                .start();
        return new KafkaStreamsPeer(process);
    }

    /** What Kafka Streams writes. */
    List<String> run(String job, long cacheBytes, List<String> records) throws IOException {
        toPeer.println(
                "job " + job + " " + cacheBytes + " " + WORK.toAbsolutePath().resolve("state"));
        records.forEach(toPeer::println);
        toPeer.println("end");
        toPeer.flush();
        List<String> answers = new ArrayList<>();
        String line;
        while ((line = fromPeer.readLine()) != null) {
            if (line.equals("end")) {
                return answers;
            }
            answers.add(line);
        }
        throw new IOException(
                "the peer ended while running " + job + ": " + Files.readString(WORK.resolve("stderr.txt")));
    }

    @Override
    public void close() throws InterruptedException {
        toPeer.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static String jars() throws IOException {
        try (Stream<Path> jars = Files.list(JARS)) {
            return String.join(
                    File.pathSeparator,
                    jars.map(jar -> jar.toAbsolutePath().toString()).sorted().toList());
        }
    }

    /** The same sources, with the peer's package names. */
    private static Path compile(String classPath) throws IOException {
        Path sources = Files.createDirectories(WORK.resolve("sources"));
        Path classes = Files.createDirectories(WORK.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-d", classes.toString(), "-cp", classPath));
        for (String name : List.of("Jobs.java", "Replay.java")) {
            String ours = Files.readString(SOURCES.resolve(name));
            Path theirs = sources.resolve(name);
            Files.writeString(theirs, ours.replace("io.millrace.streams", "org.apache.kafka.streams"));
            arguments.add(theirs.toString());
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new IOException("the jobs do not compile against Kafka Streams");
        }
        return classes;
    }
}
