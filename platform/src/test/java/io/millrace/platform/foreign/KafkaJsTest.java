package io.millrace.platform.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
class KafkaJsTest {
    @Test
    void producesConsumesInAGroupAndListsMetadata() throws Exception {
        Assumptions.assumeTrue(
                Program.installed("node")
                        && Files.isDirectory(Program.nodeModules().resolve("kafkajs")),
                "kafkajs is not installed: scripts/prepare-full.sh installs it");
        Path script = Path.of(KafkaJsTest.class.getResource("roundtrip.js").toURI());

        JsonNode result;
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            result = new ObjectMapper()
                    .readTree(Program.run("", List.of("node", script.toString(), log.bootstrapServers())));
        }

        assertThat(result.path("partitions").asInt()).isEqualTo(2);
        assertThat(result.path("end").asLong()).isEqualTo(51);
        assertThat(result.path("committed").asLong()).isEqualTo(51);
        assertThat(result.path("groups").toString()).contains("kafkajs-readers");
        for (int key = 0; key < 5; key++) {
            List<String> values = new ArrayList<>();
            String name = "k" + key;
            result.path("seen").forEach(message -> {
                if (message.path("key").asText().equals(name)) {
                    values.add(message.path("value").asText());
                }
            });
            List<String> expected = new ArrayList<>();
            for (int i = key; i < 50; i += 5) {
                expected.add("v" + i);
            }
            if (key == 0) {
                expected.add("packed");
            }
            assertThat(values).as(name).isEqualTo(expected);
        }
    }
}
