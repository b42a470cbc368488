package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.AvroSerializer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What users of the clients of schema registries for Node.js do with them, on a whole node: a test for each step. */
@Tag("full")
@Timeout(180)
class NodeRegistryClientsTest {
    private static final Schema PLACE = new Schema.Parser().parse("""
            {"type": "record", "name": "Place", "namespace": "ns", "fields": [
              {"name": "code", "type": "string"}, {"name": "note", "type": ["null", "string"], "default": null}]}""");

    @TempDir
    private static Path directory;

    private static Started node;

    @BeforeAll
    static void start() throws Exception {
        node = Started.node(directory, "--pages", "off", "--connect", "off");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @TestFactory
    List<DynamicTest> kafkaJs() throws Exception {
        NodeScript.assumeInstalled("@kafkajs/confluent-schema-registry");

        return steps(NodeScript.run("registry-kafkajs.js", node.at("registry")));
    }

    @TestFactory
    List<DynamicTest> confluent() throws Exception {
        NodeScript.assumeInstalled("@confluentinc/schemaregistry");
        Map<String, String> settings = Map.of("schema.registry.url", node.at("registry"));
        byte[] written;
        try (AvroSerializer serializer = new AvroSerializer()) {
            serializer.configure(settings, false);
            written = serializer.serialize("from-java", place("VIE", "név"));
        }

        List<JsonNode> lines = NodeScript.run(
                "registry-confluentinc.js",
                node.at("registry"),
                Base64.getEncoder().encodeToString(written));

        List<DynamicTest> steps = steps(lines);
        steps.add(DynamicTest.dynamicTest("Java reads what it wrote", () -> {
            String told = lines.stream()
                    .filter(line -> line.has("told"))
                    .findFirst()
                    .orElseThrow()
                    .path("told")
                    .asText();
            try (AvroDeserializer deserializer = new AvroDeserializer()) {
                deserializer.configure(settings, false);
                assertThat(deserializer.deserialize(
                                "from-java", Base64.getDecoder().decode(told)))
                        .isEqualTo(place("BUD", "tér"));
            }
        }));
        return steps;
    }

    /** Those that the script has told, and that none of a type that the registry has is missing. */
    private static List<DynamicTest> steps(List<JsonNode> lines) throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonNode line : lines) {
            if (line.has("step")) {
                names.add(line.path("step").asText());
                tests.add(DynamicTest.dynamicTest(
                        line.path("step").asText(),
                        () -> assertThat(line.path("error").asText()).isEmpty()));
            }
        }
        HttpRequest types = HttpRequest.newBuilder(URI.create(node.at("registry") + "/schemas/types"))
                .build();
        String known =
                HttpClient.newHttpClient().send(types, BodyHandlers.ofString()).body();
        for (String type : List.of("Avro", "JSON", "Protobuf")) {
            assertThat(names.stream().anyMatch(name -> name.startsWith(type + ":")))
                    .as("steps for " + type + " with types " + known)
                    .isEqualTo(known.contains("\"" + type.toUpperCase(Locale.ROOT) + "\""));
        }
        return tests;
    }

    private static GenericRecord place(String code, String note) {
        return new GenericRecordBuilder(PLACE)
                .set("code", new Utf8(code))
                .set("note", new Utf8(note))
                .build();
    }
}
