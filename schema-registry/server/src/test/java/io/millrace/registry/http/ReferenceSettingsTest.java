package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.http.TestRegistry.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Confluent's REST interface, a test for each row that is about compatibility, configs and modes. */
class ReferenceSettingsTest extends RestFixture {
    private String subject = "";

    @BeforeEach
    void pathOfTheSubject() {
        subject = "/subjects/" + s;
    }

    @Test
    @DisplayName("POST /compatibility/subjects/{s}/versions/{v}")
    void checkAgainstOne() {
        String path = "/compatibility" + subject + "/versions/";
        assertThat(rest.post(path + "latest", body(ONE)).body()).isEqualTo("{\"is_compatible\":true}");
        rest.register(s, ONE);

        assertThat(rest.post(path + "1", body(TWO)).body()).isEqualTo("{\"is_compatible\":true}");
        assertThat(rest.post(path + "latest", body(CLASH)).body()).isEqualTo("{\"is_compatible\":false}");
        JsonNode told = rest.post(path + "1?verbose=true", body(CLASH)).json();
        assertThat(told.path("is_compatible").asBoolean()).isFalse();
        assertThat(told.path("messages").isEmpty()).isFalse();
        assertThat(rest.post(path + "7", body(TWO)).code()).isEqualTo("404/40402");
    }

    @Test
    @DisplayName("POST /compatibility/subjects/{s}/versions")
    void checkAgainstAll() {
        String path = "/compatibility" + subject + "/versions";
        assertThat(rest.post(path, body(ONE)).body()).isEqualTo("{\"is_compatible\":true}");
        rest.register(s, record("T", "a:int"));
        rest.register(s, record("T", "a:int", "b:int=1"));
        rest.put("/config/" + s, "{\"compatibility\":\"FORWARD_TRANSITIVE\"}");

        assertThat(rest.post(path, body(record("T", "a:int", "c:int"))).body()).isEqualTo("{\"is_compatible\":true}");
        assertThat(rest.post(path, body(record("T", "b:int"))).body())
                .as("the first version misses a")
                .isEqualTo("{\"is_compatible\":false}");
        assertThat(rest.post(path + "?verbose=true", body(record("T", "b:int")))
                        .json()
                        .path("messages"))
                .anyMatch(message -> message.asText().contains("READER_FIELD_MISSING_DEFAULT_VALUE"));
    }

    @Test
    @DisplayName("GET, PUT, DELETE /config/{s}")
    void config() {
        String path = "/config/" + s;
        assertThat(rest.get(path).code()).isEqualTo("404/40408");
        assertThat(rest.get(path + "?defaultToGlobal=true").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");

        assertThat(rest.put(path, "{\"compatibility\":\"FULL\",\"normalize\":true}")
                        .json())
                .isEqualTo(json("{\"compatibility\":\"FULL\",\"normalize\":true}"));
        assertThat(rest.get(path).json()).isEqualTo(json("{\"compatibilityLevel\":\"FULL\",\"normalize\":true}"));
        assertThat(rest.put(path, "{\"compatibility\":\"sideways\"}").code()).isEqualTo("422/42203");
        assertThat(rest.delete(path).json().path("compatibilityLevel").asText()).isEqualTo("FULL");
        assertThat(rest.delete(path).code()).isEqualTo("404/40408");
    }

    @Test
    @DisplayName("GET, PUT, DELETE /config")
    void globalConfig() {
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        try {
            assertThat(rest.put("/config", "{\"compatibility\":\"FORWARD\"}").body())
                    .isEqualTo("{\"compatibility\":\"FORWARD\"}");
            assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"FORWARD\"}");
        } finally {
            assertThat(rest.delete("/config").body()).isEqualTo("{\"compatibilityLevel\":\"FORWARD\"}");
        }
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
    }

    @Test
    @DisplayName("GET, PUT, DELETE /mode/{s}")
    void mode() {
        String path = "/mode/" + s;
        assertThat(rest.get(path).code()).isEqualTo("404/40409");
        assertThat(rest.get(path + "?defaultToGlobal=true").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(rest.put(path, "{\"mode\":\"READONLY\"}").body()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(rest.get(path).body()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(rest.put(path, "{\"mode\":\"ODD\"}").code()).isEqualTo("422/42204");
        assertThat(rest.delete(path).body()).isEqualTo("{\"mode\":\"READONLY\"}");
        assertThat(rest.delete(path).code()).isEqualTo("404/40409");
    }

    @Test
    @DisplayName("GET, PUT, DELETE /mode")
    void globalMode() {
        assertThat(rest.get("/mode").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        try {
            assertThat(rest.put("/mode", "{\"mode\":\"READONLY\"}").body()).isEqualTo("{\"mode\":\"READONLY\"}");
            assertThat(rest.post(subject + "/versions", body(ONE)).code()).isEqualTo("422/42205");
        } finally {
            assertThat(rest.delete("/mode").body()).isEqualTo("{\"mode\":\"READONLY\"}");
        }
    }

    private static JsonNode json(String text) {
        return new Answer(0, "", text).json();
    }
}
