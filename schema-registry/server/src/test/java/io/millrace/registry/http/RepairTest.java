package io.millrace.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.Millrace;
import io.millrace.registry.http.TestRegistry.Answer;
import org.junit.jupiter.api.Test;

/** A topic that another registry left in disorder: what is wrong is found, and what can be mended is. */
class RepairTest {
    private static final String LEGACY = "{\"magic\":1,\"keytype\":\"SCHEMA\",\"version\":1,\"subject\":\"%s\"}";

    @Test
    void damageIsFoundAndMended() {
        try (EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start()) {
            TopicWriter.make(log, 1, "compact");
            // Deleted by a registry that writes its keys in another order.
            TopicWriter.append(log, LEGACY.formatted("returning"), value("returning", 1, 1, "\\\"int\\\""));
            TopicWriter.append(log, key("returning", 1), null);
            // Still there, under an old key.
            TopicWriter.append(log, LEGACY.formatted("old"), value("old", 1, 2, "\\\"long\\\""));
            // One id for two schemas.
            TopicWriter.append(log, key("twice", 1), value("twice", 1, 2, "\\\"string\\\""));
            // No schema at all, and one that refers to nothing.
            TopicWriter.append(log, key("broken", 1), value("broken", 1, 4, "{\\\"type\\\":\\\"nonsense\\\"}"));
            TopicWriter.append(
                    log,
                    key("dangling", 1),
                    "{\"subject\":\"dangling\",\"version\":1,\"id\":5,\"references\":[{\"name\":\"X\",\"subject\":\"none\","
                            + "\"version\":3}],\"schema\":\"\\\"X\\\"\",\"deleted\":false}");
            TopicWriter.append(log, "no json", "{}");
            TopicWriter.append(log, "{\"keytype\":\"NOOP\",\"magic\":0}", null);

            try (TestRegistry rest = TestRegistry.on(log.inProcessServers())) {
                JsonNode found = rest.get("/verify").json();
                assertThat(found.path("sound").asBoolean(true)).isFalse();
                assertThat(found.path("problems").findValuesAsText("kind"))
                        .containsExactlyInAnyOrder(
                                "returning",
                                "old_key",
                                "duplicate_id",
                                "invalid_schema",
                                "dangling_reference",
                                "unreadable");

                Answer mended = rest.post("/repair", "");
                assertThat(mended.json().path("repaired").findValuesAsText("kind"))
                        .containsExactlyInAnyOrder("returning", "old_key");
                assertThat(rest.post("/repair?unreadable=true", "")
                                .json()
                                .path("repaired")
                                .findValuesAsText("kind"))
                        .containsExactly("unreadable");

                assertThat(rest.get("/verify").json().path("problems").findValuesAsText("kind"))
                        .containsExactlyInAnyOrder("duplicate_id", "invalid_schema", "dangling_reference");
                assertThat(rest.get("/subjects/old/versions/1/schema").body()).isEqualTo("\"long\"");
                assertThat(rest.get("/subjects?deleted=true").body()).doesNotContain("returning");
            }
        }
    }

    private static String key(String subject, int version) {
        return "{\"keytype\":\"SCHEMA\",\"subject\":\"" + subject + "\",\"version\":" + version + ",\"magic\":1}";
    }

    private static String value(String subject, int version, int id, String schema) {
        return "{\"subject\":\"" + subject + "\",\"version\":" + version + ",\"id\":" + id
                + ",\"schemaType\":\"AVRO\",\"schema\":\"" + schema + "\",\"deleted\":false}";
    }
}
