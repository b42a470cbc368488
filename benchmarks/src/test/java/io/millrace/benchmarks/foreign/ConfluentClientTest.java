package io.millrace.benchmarks.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.benchmarks.foreign.Foreign.Parts;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.peers.Child;
import io.millrace.peers.Peers;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.AvroSerializer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's Java client of a registry and Flink's Avro format, in a process of their own: a test for each step. */
@Tag("full")
@Timeout(180)
class ConfluentClientTest {
    private static final List<String> JVM = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dfile.encoding=UTF-8",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    private static final Schema PLACE = new Schema.Parser().parse("""
            {"type": "record", "name": "Place", "namespace": "ns", "fields": [
              {"name": "code", "type": "string"}, {"name": "note", "type": ["null", "string"], "default": null}]}""");

    @TempDir
    Path directory;

    @TestFactory
    List<DynamicTest> everyStepIsAsWithConfluentsRegistry() throws Exception {
        assumeResolved();
        try (EmbeddedLog log = Millrace.log().inMemory().start();
                Parts registry = registry(log, "registry", true)) {
            return steps(registry);
        }
    }

    /** Its writes are handed to the leader, and what it reads next has to be there already. */
    @TestFactory
    List<DynamicTest> everyStepIsTheSameAtARegistryThatDoesNotLead() throws Exception {
        assumeResolved();
        try (EmbeddedLog log = Millrace.log().inMemory().start();
                Parts leader = registry(log, "leader", true);
                Parts follower = registry(log, "follower", false)) {
            List<DynamicTest> steps = steps(follower);
            assertThat(leader.process().alive()).isTrue();
            return steps;
        }
    }

    private static void assumeResolved() {
        assumeTrue(
                Peers.find("flink-registry").isPresent(),
                "the client is not resolved: mvn -Pfull -pl benchmarks/peers/flink-registry package");
    }

    private Parts registry(EmbeddedLog log, String name, boolean mayLead) throws Exception {
        Path config =
                Files.writeString(directory.resolve(name + ".properties"), "leader.eligibility=" + mayLead + "\n");
        return Foreign.start(
                log.bootstrapServers(),
                directory.resolve(name + ".out"),
                List.of("--registry", "127.0.0.1:0", "--config", config.toString()));
    }

    private List<DynamicTest> steps(Parts registry) throws Exception {
        Map<String, String> settings = Map.of(
                "schema.registry.url", Objects.requireNonNull(registry.at().get("registry")));
        List<DynamicTest> steps = new ArrayList<>();
        for (String line : run(settings)) {
            if (line.startsWith("told ")) {
                byte[] bytes = Base64.getDecoder().decode(line.substring(5));
                assertThat(read(settings, bytes)).isEqualTo(place("BUD", null));
            } else {
                assertThat(line).matches("(ok|no) .*");
                steps.add(DynamicTest.dynamicTest(
                        line.substring(3), () -> assertThat(line).startsWith("ok ")));
            }
        }
        return steps;
    }

    /** What the program printed, up to its end. */
    private List<String> run(Map<String, String> settings) throws Exception {
        Path output = directory.resolve("client.out");
        String url = settings.get("schema.registry.url");
        String written = Base64.getEncoder().encodeToString(write(settings));
        Path source = Path.of(Objects.requireNonNull(getClass().getResource("/ConfluentClient.java"))
                .toURI());
        try (Child client =
                Child.java(Peers.lib("flink-registry"), JVM, source.toString(), List.of(url, written), output)) {
            assertThat(client.await(90_000)).as(client.tail()).isZero();
        }
        List<String> lines = Foreign.lines(output);
        assertThat(lines).contains("end").anyMatch(line -> line.startsWith("told "));
        return lines.subList(0, lines.indexOf("end"));
    }

    private static byte[] write(Map<String, String> settings) {
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(settings, false);
            return serializer.serialize("from-millrace", place("VIE", "név"));
        }
    }

    private static Object read(Map<String, String> settings, byte[] bytes) {
        try (AvroDeserializer deserializer = new AvroDeserializer()) {
            deserializer.configure(settings, false);
            return deserializer.deserialize("from-flink", bytes);
        }
    }

    private static GenericRecord place(String code, String note) {
        return new GenericRecordBuilder(PLACE)
                .set("code", new Utf8(code))
                .set("note", note == null ? null : new Utf8(note))
                .build();
    }
}
