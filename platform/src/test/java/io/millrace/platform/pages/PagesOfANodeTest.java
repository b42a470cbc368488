package io.millrace.platform.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.base.Endpoint;
import io.millrace.platform.launch.Node;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page of a whole node: it asks the registry and the worker that run there. */
@Timeout(60)
class PagesOfANodeTest {
    private static final Endpoint FREE = new Endpoint("127.0.0.1", 0);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everyPartAnswersThePageAndItsOwnTopicsAreHidden() throws Exception {
        try (Node node = Node.builder().registry(FREE).connect(FREE).pages(FREE).start()) {
            HttpRequest register = HttpRequest.newBuilder(
                            URI.create(node.registryUrl() + "/subjects/orders-value/versions"))
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"\\\"long\\\"\"}"))
                    .build();
            assertThat(http.send(register, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);

            JsonNode now = get(node, "/api/now");
            JsonNode subjects = get(node, "/api/subjects");
            JsonNode subject = get(node, "/api/subjects/orders-value");

            assertThat(now.at("/log/error").isNull()).as("log of %s", now).isTrue();
            assertThat(now.at("/registry/error").isNull())
                    .as("registry of %s", now)
                    .isTrue();
            assertThat(now.at("/connect/error").isNull())
                    .as("connect of %s", now)
                    .isTrue();
            assertThat(now.get("topics"))
                    .isNotEmpty()
                    .allMatch(topic -> topic.get("internal").asBoolean());
            assertThat(subjects.at("/subjects/0/name").asText()).isEqualTo("orders-value");
            assertThat(subjects.at("/subjects/0/versions/0").asInt()).isEqualTo(1);
            assertThat(subject.get("compatibility").asText()).isEqualTo("BACKWARD");
            assertThat(subject.at("/versions/0/schema").asText()).isEqualTo("\"long\"");
            assertThat(get(node, "/health/ready").get("status").asText()).isEqualTo("UP");
            assertThat(get(node, "/api/topics/connect-configs").get("secret").asBoolean())
                    .isTrue();
        }
    }

    private JsonNode get(Node node, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(node.pagesUrl() + path)).build();
        return JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
