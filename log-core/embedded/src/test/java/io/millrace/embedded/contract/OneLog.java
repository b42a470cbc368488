package io.millrace.embedded.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.peers.ApacheKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The log that a class holds a contract against: started before its tests, closed and deleted after them. */
public final class OneLog implements BeforeAllCallback, AfterAllCallback {
    private final Form form;
    private Path directory;
    private Running running;

    private OneLog(Form form) {
        this.form = form;
    }

    /** Ours in memory, without a port. */
    public static OneLog inProcess(Map<String, String> settings) {
        return new OneLog(directory -> {
            EmbeddedLog log =
                    Millrace.log().inMemory().inProcessOnly().set(settings).start();
            return new Running("", log.inProcessServers(), log);
        });
    }

    /** Ours in memory, reached either way. */
    public static OneLog inMemory() {
        return new OneLog(directory -> new Running(Millrace.log().inMemory().start()));
    }

    /** Ours with its files. */
    public static OneLog onDisk(Map<String, String> settings) {
        return new OneLog(directory -> new Running(
                Millrace.log().dataDirectory(directory).set(settings).start()));
    }

    /** A broker of Apache Kafka in a process of its own. */
    public static OneLog apacheKafka(Map<String, String> settings) {
        return new OneLog(directory -> {
            assumeTrue(
                    ApacheKafka.isResolved(),
                    "Apache Kafka's jars are not resolved: mvn -f benchmarks/peers/kafka/pom.xml package");
            ApacheKafka kafka = ApacheKafka.start(directory, 1, List.of("-Xmx512m"), settings);
            return new Running(kafka.bootstrapServers(), "", kafka);
        });
    }

    private interface Form {
        Running start(Path directory) throws IOException;
    }

    private record Running(String servers, String inProcess, AutoCloseable log) {
        Running(EmbeddedLog log) {
            this(log.bootstrapServers(), log.inProcessServers(), log);
        }
    }

    /** Where it listens. */
    public String servers() {
        return running.servers;
    }

    /** Where this process finds it. */
    public String inProcess() {
        return running.inProcess;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("contract");
        running = form.start(directory);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (running != null) {
            running.log.close();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
