package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.http.TestRegistry.Answer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a new version may change, over real HTTP. */
class LevelsRestTest extends RestFixture {
    @Test
    void anIncompatibleSchemaIsRefusedWithTheFieldsPath() {
        rest.register(s, ONE);

        Answer answer = rest.post("/subjects/" + s + "/versions", body(CLASH));

        assertThat(answer.code()).isEqualTo("409/40901");
        assertThat(answer.message())
                .isEqualTo("Schema being registered is incompatible with an earlier schema for subject \"" + s
                        + "\", details: [{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'b' at"
                        + " path '/fields/1' in the new schema has no default value and is missing in the old schema',"
                        + " additionalInfo:'b'}, {oldSchemaVersion: 1}, {oldSchema: '" + ONE
                        + "'}, {validateFields: 'false', compatibility: 'BACKWARD'}]");
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    void compatibilityIsCheckedWithoutRegistering() {
        rest.register(s, ONE);
        String path = "/compatibility/subjects/" + s + "/versions";

        assertThat(rest.post(path + "/latest", body(TWO)).body()).isEqualTo("{\"is_compatible\":true}");
        assertThat(rest.post(path + "/1?verbose=true", body(TWO)).body())
                .isEqualTo("{\"is_compatible\":true,\"messages\":[]}");
        assertThat(rest.post(path, body(CLASH)).body()).isEqualTo("{\"is_compatible\":false}");
        assertThat(rest.post(path + "/latest?verbose=true", body(CLASH))
                        .json()
                        .path("messages")
                        .get(0)
                        .asText())
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "/fields/1");
        assertThat(rest.post(path + "/7", body(TWO)).code()).isEqualTo("404/40402");
        assertThat(rest.post(path + "/x", body(TWO)).code()).isEqualTo("422/42202");
        assertThat(rest.post(path + "/latest", body("{")).code()).isEqualTo("422/42201");
        String unknown = "/compatibility/subjects/unknown-subject/versions";
        assertThat(rest.post(unknown, body(ONE)).body()).isEqualTo("{\"is_compatible\":true}");
        assertThat(rest.post(unknown + "/latest", body(ONE)).body()).isEqualTo("{\"is_compatible\":true}");
    }

    @Test
    void aSubjectsLevelDecides() {
        rest.register(s, ONE);
        assertThat(rest.get("/config/" + s).code()).isEqualTo("404/40408");
        assertThat(rest.get("/config/" + s + "?defaultToGlobal=true").body())
                .isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(rest.delete("/config/" + s).code()).isEqualTo("404/40408");

        assertThat(rest.put("/config/" + s, "{\"compatibility\":\"none\"}").body())
                .isEqualTo("{\"compatibility\":\"NONE\"}");

        assertThat(rest.get("/config/" + s).body()).isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        assertThat(rest.post("/subjects/" + s + "/versions", body(CLASH)).status())
                .isEqualTo(200);
        assertThat(rest.delete("/config/" + s).body()).isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        assertThat(rest.get("/config/" + s).code()).isEqualTo("404/40408");
    }

    @Test
    void aTransitiveLevelComparesWithAll() {
        rest.put("/config/" + s, "{\"compatibility\":\"NONE\"}");
        rest.register(s, record("T", "a:int"));
        rest.register(s, record("T", "a:int", "b:int"));
        String third = record("T", "a:int", "b:int", "c:int=0");

        rest.put("/config/" + s, "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");
        Answer refused = rest.post("/subjects/" + s + "/versions", body(third));
        rest.put("/config/" + s, "{\"compatibility\":\"BACKWARD\"}");
        Answer taken = rest.post("/subjects/" + s + "/versions", body(third));

        assertThat(refused.code()).isEqualTo("409/40901");
        assertThat(refused.message()).contains("{oldSchemaVersion: 1}", "compatibility: 'BACKWARD_TRANSITIVE'");
        assertThat(taken.status()).isEqualTo(200);
    }

    @Test
    void theGlobalLevelCanBeSetAndTakenBack() {
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");

        assertThat(rest.put("/config", "{\"compatibility\":\"FULL\"}").status()).isEqualTo(200);
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");

        assertThat(rest.delete("/config").body()).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");
        assertThat(rest.get("/config").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
    }

    @Test
    void aWrongLevelIsRefused() {
        assertThat(rest.put("/config", "{\"compatibility\":\"SIDEWAYS\"}").code())
                .isEqualTo("422/42203");
        assertThat(rest.put("/config/" + s, "{}").code()).isEqualTo("422/42203");
        assertThat(rest.put("/config/" + s, "{\"compatibility\":\"NONE\",\"other\":\"x\"}")
                        .code())
                .isEqualTo("422/422");
    }

    @Test
    void enumsTooLargeToBeComparedAreRefusedAtOnce() {
        rest.register(s, enumeration(20_000));

        Answer more = rest.post(
                "/subjects/" + s + "/versions",
                "{\"schema\":" + TestRegistry.JSON.getNodeFactory().textNode(enumeration(20_001)) + "}");

        assertThat(more.code()).isEqualTo("422/42201");
        assertThat(more.message()).contains("enums of 20001 and 20000 symbols");
    }

    private static String enumeration(int symbols) {
        return IntStream.range(0, symbols)
                .mapToObj(i -> "\"S" + i + "\"")
                .collect(Collectors.joining(",", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[", "]}"));
    }
}
