package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.http.TestRegistry.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The codes of Confluent's REST interface, each with a request that is answered so. */
class ReferenceCodesTest extends RestFixture {
    /** The code with what it says, the subject's state, the request. {@code S} is the subject. */
    static Stream<Arguments> codes() {
        return Stream.of(
                row("404/40401 subject", "", "GET /subjects/S/versions"),
                row("404/40402 version", "registered", "GET /subjects/S/versions/9"),
                row("404/40403 schema", "registered", "GET /schemas/ids/2147483646"),
                row("404/40403 schema under a subject", "registered", "POST /subjects/S", body(TWO)),
                row("404/40404 subject soft-deleted", "deleted", "DELETE /subjects/S"),
                row("404/40405 subject not soft-deleted first", "registered", "DELETE /subjects/S?permanent=true"),
                row("404/40406 version soft-deleted", "deleted", "DELETE /subjects/S/versions/1"),
                row(
                        "404/40407 version not soft-deleted first",
                        "registered",
                        "DELETE /subjects/S/versions/1?permanent=true"),
                row("404/40408 no subject config", "registered", "GET /config/S"),
                row("404/40408 no subject config to delete", "registered", "DELETE /config/S"),
                row("404/40409 no subject mode", "registered", "GET /mode/S"),
                row("404/40409 no subject mode to delete", "registered", "DELETE /mode/S"),
                row("409/40901 incompatible", "registered", "POST /subjects/S/versions", body(CLASH)),
                row("422/42201 invalid schema", "", "POST /subjects/S/versions", body("{\"type\":\"odd\"}")),
                row("422/42201 invalid type", "", "POST /subjects/S/versions", typed("ODD")),
                row("422/42201 empty", "", "POST /subjects/S/versions", body("")),
                row("422/42201 unresolved reference", "", "POST /subjects/S/versions", referring()),
                row("422/42202 version", "registered", "GET /subjects/S/versions/0"),
                row("422/42203 level", "", "PUT /config/S", "{\"compatibility\":\"SIDEWAYS\"}"),
                row("422/42204 mode", "", "PUT /mode/S", "{\"mode\":\"SOMETIMES\"}"),
                row("422/42205 not permitted", "readonly", "POST /subjects/S/versions", body(TWO)),
                row("422/42206 referenced", "referenced", "DELETE /subjects/S"),
                row("422/42206 version referenced", "referenced", "DELETE /subjects/S/versions/1"),
                row("422/42208 subject", "", "POST /subjects/%20/versions", body(ONE)),
                row("422/42209 too large", "", "POST /subjects/S/versions", body("\"" + "x".repeat(1_000_000) + "\"")),
                row("422/42210 rule set", "", "POST /subjects/S/versions", ruled()),
                row("422/42211 context not empty", "context", "DELETE /contexts/.S"),
                row("400/400 no JSON", "", "POST /subjects/S/versions", "{"),
                row("404/404 path", "", "GET /subject/S"),
                row("405/405 method", "", "PUT /subjects/S", "{}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("codes")
    void isAnswered(String code, String state, String request, String body) {
        prepare(state);
        String[] words = request.split(" ");

        Answer answer = call(words[0], words[1].replace("S", s), body.replace("SUBJECT", s));

        assertThat(answer.code()).as(answer.body()).isEqualTo(code.substring(0, code.indexOf(' ')));
        assertThat(answer.message()).isNotBlank().doesNotContain("Exception", "null");
        assertThat(answer.type()).isEqualTo(RegistryRoutes.ANSWER_TYPE);
    }

    private static Answer call(String method, String path, String body) {
        return switch (method) {
            case "GET" -> rest.get(path);
            case "DELETE" -> rest.delete(path);
            case "PUT" -> rest.put(path, body);
            default -> rest.post(path, body);
        };
    }

    private void prepare(String state) {
        if (state.isEmpty()) {
            return;
        }
        if (state.equals("context")) {
            rest.register(":." + s + ":" + s, ONE);
            return;
        }
        rest.register(s, ONE);
        switch (state) {
            case "deleted" -> rest.delete("/subjects/" + s);
            case "readonly" -> rest.put("/mode/" + s, "{\"mode\":\"READONLY\"}");
            case "referenced" ->
                assertThat(rest.post(
                                        "/subjects/" + s + "-user/versions",
                                        referring().replace("SUBJECT", s))
                                .status())
                        .isEqualTo(200);
            default -> assertThat(state).isEqualTo("registered");
        }
    }

    private static Arguments row(String code, String state, String request) {
        return row(code, state, request, "");
    }

    private static Arguments row(String code, String state, String request, String body) {
        return Arguments.of(code, state, request, body);
    }

    private static String typed(String type) {
        return object().put("schema", ONE).put("schemaType", type).toString();
    }

    /** To the first version of the subject. */
    private static String referring() {
        ObjectNode request = object().put(
                        "schema",
                        "{\"type\":\"record\",\"name\":\"User\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}");
        request.putArray("references")
                .addObject()
                .put("name", "R")
                .put("subject", "SUBJECT")
                .put("version", 1);
        return request.toString();
    }

    private static String ruled() {
        ObjectNode request = object().put("schema", ONE);
        request.putObject("ruleSet").putArray("domainRules").addObject().put("name", "");
        return request.toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
