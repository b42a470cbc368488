package io.millrace.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Endpoint;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every part's requests pass first, spoken to by bare sockets, as no client would let a test write such headers. */
class EdgeTest {
    private static Edge edge;
    private static Endpoint at;

    @BeforeAll
    static void listen() {
        edge = Edge.start();
        Router router = edge.router("application/json", Set.of("application/json"), Set.of("millrace.test"));
        router.get("/thing").handler(context -> context.end("read"));
        router.post("/thing")
                .handler(context -> context.end("wrote " + context.body().length()));
        router.get("/bug").handler(context -> {
            throw new IllegalStateException("a marker that must not leave");
        });
        at = edge.listen("--test", new Endpoint("127.0.0.1", 0), router);
    }

    @AfterAll
    static void close() {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:8083", "127.0.0.1", "192.168.1.7:80", "[::1]:8083", "millrace.test"})
    void namesThatAreOursAreAnswered(String host) throws IOException {
        assertThat(ask("GET /thing", "Host: " + host))
                .startsWith("HTTP/1.1 200")
                .endsWith("read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "1.2.3", "localhost.evil.example:8083"})
    void aForeignNameForOurAddressIsRefused(String host) throws IOException {
        assertThat(ask("GET /thing", "Host: " + host))
                .startsWith("HTTP/1.1 403")
                .contains("\"error_code\":403")
                .doesNotContain("read\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://6.6.6.6", "null", "http://localhost.evil.example"})
    void aForeignPageMayNotEvenWriteWithoutABody(String origin) throws IOException {
        assertThat(ask("POST /thing", "Host: localhost", "Origin: " + origin, "Content-Length: 0"))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void ourOwnPageMay() throws IOException {
        assertThat(ask("POST /thing", "Host: localhost", "Origin: http://localhost:8080", "Content-Length: 0"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""})
    void whatAFormCanSendIsNotTaken(String type) throws IOException {
        assertThat(ask("POST /thing", "{}", "Host: localhost", "Content-Type: " + type, "Content-Length: 2"))
                .startsWith("HTTP/1.1 415")
                .contains("application/json");
    }

    @Test
    void aBodyWithoutAContentTypeIsOctets() throws IOException {
        assertThat(ask("POST /thing", "{}", "Host: localhost", "Content-Length: 2"))
                .startsWith("HTTP/1.1 415")
                .contains("the body has no content type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/thing%ff", "/%C3%28", "/thing%c", "/%zz", "/%ed%a0%80"})
    void aPathThatIsNoTextIsRefused(String path) throws IOException {
        assertThat(ask("GET " + path, "Host: localhost")).startsWith("HTTP/1.1 400");
    }

    @Test
    void aPathMayHaveEveryCharacter() throws IOException {
        assertThat(ask("GET /th%69ng?a=%ff", "Host: localhost")).startsWith("HTTP/1.1 200");
        assertThat(ask("GET /%F0%9F%9A%80%E2%82%AC", "Host: localhost")).startsWith("HTTP/1.1 404");
    }

    @Test
    void jsonIsTakenWithParameters() throws IOException {
        assertThat(ask(
                        "POST /thing",
                        "{}",
                        "Host: localhost",
                        "Content-Type: Application/JSON; charset=utf-8",
                        "Content-Length: 2"))
                .startsWith("HTTP/1.1 200")
                .endsWith("wrote 2");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedByItsLengthAlone() throws IOException {
        assertThat(ask(
                        "POST /thing",
                        "Host: localhost",
                        "Content-Type: application/json",
                        "Content-Length: " + (Edge.MAX_BODY_BYTES + 1)))
                .startsWith("HTTP/1.1 413")
                .contains("\"error_code\":413");
    }

    @Test
    void whatAnswersGetAnswersHeadWithoutTheBody() throws IOException {
        assertThat(ask("HEAD /thing", "Host: localhost"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
        assertThat(ask("HEAD /thing", "Host: evil.example")).startsWith("HTTP/1.1 403");
    }

    @Test
    void unknownPathsAndMethodsAreAnsweredInJson() throws IOException {
        assertThat(ask("GET /nothing", "Host: localhost"))
                .startsWith("HTTP/1.1 404")
                .contains("\"error_code\":404");
        assertThat(ask("DELETE /thing", "Host: localhost"))
                .startsWith("HTTP/1.1 405")
                .contains("\"error_code\":405");
    }

    @Test
    void anErrorLeavesTheConnectionOpenForTheNextRequest() throws IOException {
        try (Socket socket = new Socket(at.host(), at.port())) {
            socket.setSoTimeout(10_000);
            String two = "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + "GET /thing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(two.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404")
                    .contains("HTTP/1.1 200")
                    .endsWith("read");
        }
    }

    @Test
    void aFailureOfOursTellsItsKindAndNotItsText() throws IOException {
        assertThat(ask("GET /bug", "Host: localhost"))
                .startsWith("HTTP/1.1 500")
                .contains("IllegalStateException")
                .doesNotContain("marker");
    }

    @Test
    void aTakenAddressIsNamedWithItsFlag() {
        Router router = edge.router("application/json", Set.of("application/json"), Set.of());
        assertThatThrownBy(() -> edge.listen("--test", at, router))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("--test")
                .hasMessageContaining(at.toString())
                .hasMessageContaining("in use");
    }

    private static String ask(String line, String... headers) throws IOException {
        boolean body = !headers[0].contains(":");
        StringBuilder request = new StringBuilder(line).append(" HTTP/1.1\r\n");
        for (int i = body ? 1 : 0; i < headers.length; i++) {
            request.append(headers[i]).append("\r\n");
        }
        request.append("Connection: close\r\n\r\n").append(body ? headers[0] : "");
        try (Socket socket = new Socket(at.host(), at.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
