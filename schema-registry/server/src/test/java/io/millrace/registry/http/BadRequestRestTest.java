package io.millrace.registry.http;

import static io.millrace.registry.http.TestRegistry.body;
import static io.millrace.registry.http.TestRegistry.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.http.TestRegistry.Answer;
import io.millrace.rest.Edge;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused before it reaches a subject, over real HTTP. */
class BadRequestRestTest extends RestFixture {
    @Test
    void badInputIsRefused() {
        String path = "/subjects/" + s + "/versions";

        assertThat(rest.post(path, "{\"schema\":").code()).isEqualTo("400/400");
        assertThat(rest.post(path, "[]").code()).isEqualTo("400/400");
        assertThat(rest.post(path, "").code()).isEqualTo("400/400");
        assertThat(rest.post(path, "{}").code()).isEqualTo("422/42201");
        assertThat(rest.post(path, body("")).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, body("{\"type\":\"nonsense\"}")).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, body(record("R", "a:int=\"text\""))).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, body("[".repeat(100_000))).code()).isEqualTo("422/42201");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"schemaType\":\"PROTOBUF\"}")
                        .code())
                .isEqualTo("422/42201");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"other\":1}").code())
                .isEqualTo("422/422");
        assertThat(rest.post(
                                path,
                                "{\"schema\":\"\\\"int\\\"\",\"ruleSet\":{\"domainRules\":[{\"name\":\"a b\",\"type\":\"CEL\"}]}}")
                        .code())
                .isEqualTo("422/42210");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"id\":7}").code())
                .isEqualTo("422/42205");
        assertThat(rest.post(path, "{\"schema\":\"\\\"int\\\"\",\"version\":7}").code())
                .isEqualTo("422/42201");
        assertThat(rest.post(path, body("\"" + "x".repeat(1_000_000) + "\"")).code())
                .isEqualTo("422/42209");
        assertThat(rest.post("/subjects/%20/versions", body(ONE)).code()).isEqualTo("422/42208");
        assertThat(rest.post("/subjects/:.other:/versions", body(ONE)).code()).isEqualTo("422/42208");
        assertThat(rest.post("/subjects/:*:" + s + "/versions", body(ONE)).code())
                .isEqualTo("422/42208");
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");
    }

    @Test
    void whatIsOfTheWrongTypeIsNotTakenForNothing() {
        String path = "/subjects/" + s + "/versions";
        String rule = "{\"name\":\"r\",\"type\":\"CEL\",";

        for (String field : List.of(
                "\"metadata\":5",
                "\"metadata\":{\"tags\":5}",
                "\"metadata\":{\"tags\":{\"a\":[{}]}}",
                "\"metadata\":{\"properties\":[]}",
                "\"metadata\":{\"sensitive\":\"x\"}",
                "\"schemaTagsToAdd\":5",
                "\"schemaTagsToRemove\":{}",
                "\"references\":{}",
                "\"version\":\"x\"")) {
            Answer answer = rest.post(path, "{\"schema\":\"\\\"int\\\"\"," + field + "}");
            assertThat(answer.code()).as(field + " " + answer.body()).isEqualTo("422/42201");
        }
        for (String field : List.of("\"params\":[1]", "\"params\":{\"a\":{}}", "\"tags\":5", "\"tags\":[null]")) {
            Answer answer = rest.post(
                    path, "{\"schema\":\"\\\"int\\\"\",\"ruleSet\":{\"domainRules\":[" + rule + field + "}]}}");
            assertThat(answer.code()).as(field + " " + answer.body()).isEqualTo("422/42210");
        }
        assertThat(rest.post("/subjects/%ff/versions", body(ONE)).code()).isEqualTo("400/400");
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");
    }

    @Test
    void aBodyOfAnotherKindOrSizeIsRefused() {
        Answer kind = rest.send(rest.request("/subjects/" + s + "/versions")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body(ONE))));
        Answer size = rest.post("/subjects/" + s + "/versions", body("x".repeat(11 << 20)));

        Answer none = rest.send(rest.request("/subjects/" + s + "/versions").POST(BodyPublishers.ofString(body(ONE))));

        assertThat(kind.code()).isEqualTo("415/415");
        assertThat(none.status()).as(none.body()).isEqualTo(200);
        assertThat(size.code()).isEqualTo("413/413");
    }

    @Test
    void theAnswersTypeIsNegotiated() {
        rest.register(s, ONE);

        assertThat(accept("application/json").type()).isEqualTo("application/json");
        assertThat(accept("application/vnd.schemaregistry+json, application/json;q=0.5")
                        .type())
                .isEqualTo("application/vnd.schemaregistry+json");
        assertThat(accept("*/*").type()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(accept(",,,;;;").status()).isEqualTo(406);
        assertThat(accept("text/html, */*;q=0.1").type()).isEqualTo("application/vnd.schemaregistry.v1+json");
        assertThat(accept("text/html").code()).isEqualTo("406/406");
    }

    @Test
    void aWriteThatCannotBeAnsweredIsNotDone() {
        Answer answer = rest.send(rest.request("/subjects/" + s + "/versions")
                .header("Content-Type", "application/json")
                .header("Accept", "text/html")
                .POST(BodyPublishers.ofString(body(ONE))));

        assertThat(answer.code()).isEqualTo("406/406");
        assertThat(rest.get("/subjects/" + s + "/versions").code()).isEqualTo("404/40401");
    }

    @Test
    void noWebPageReachesIt() {
        for (String origin :
                new String[] {"http://example.org", "http://6.6.6.6", "http://[2001:db8::1]", "null", "file://"}) {
            Answer foreign =
                    rest.send(rest.request("/subjects").header("Origin", origin).GET());

            assertThat(foreign.code()).as(origin).isEqualTo("403/403");
        }
        for (String origin : new String[] {"http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:8080"}) {
            Answer own =
                    rest.send(rest.request("/subjects").header("Origin", origin).GET());

            assertThat(own.status()).as(origin).isEqualTo(200);
        }
    }

    @Test
    void bodiesWithoutEndAreRefusedBeforeTheyFillTheHeap() throws IOException {
        String head = "POST /subjects/" + s + "/versions HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + Edge.MAX_BODY_BYTES + "\r\n\r\n";
        long fit = Math.max(2, Runtime.getRuntime().maxMemory() / 8 / Edge.MAX_BODY_BYTES);
        List<Socket> open = new ArrayList<>();
        try {
            for (long i = 0; i <= fit; i++) {
                Socket socket = new Socket(
                        URI.create(rest.url()).getHost(), URI.create(rest.url()).getPort());
                open.add(socket);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(firstAnswer(open)).contains(" 503 ");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        Instant deadline = Instant.now().plusSeconds(20);
        Answer answer = rest.post("/subjects/" + s + "/versions", body(ONE));
        while (answer.status() == 503 && Instant.now().isBefore(deadline)) {
            answer = rest.post("/subjects/" + s + "/versions", body(ONE));
        }
        assertThat(answer.status()).isEqualTo(200);
    }

    /** The status line of the first that is answered. */
    private static String firstAnswer(List<Socket> open) throws IOException {
        Instant deadline = Instant.now().plusSeconds(20);
        while (Instant.now().isBefore(deadline)) {
            for (Socket socket : open) {
                if (socket.getInputStream().available() > 0) {
                    return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine();
                }
            }
            Thread.onSpinWait();
        }
        return "no answer";
    }

    private static Answer accept(String type) {
        return rest.send(rest.request("/subjects").header("Accept", type).GET());
    }

    @Test
    void numbersAndListsOfABodyAreWhatTheySay() {
        for (String wrong : List.of(
                "\"version\":4294967297",
                "\"version\":1.9",
                "\"id\":4294967296",
                "\"references\":{\"a\":1}",
                "\"references\":\"x\"")) {
            assertThat(rest.post("/subjects/" + s + "/versions", "{\"schema\":\"\\\"string\\\"\"," + wrong + "}")
                            .code())
                    .as(wrong)
                    .isEqualTo("422/42201");
        }
    }
}
