package io.millrace.registry.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * How a registry is known to the others of its group. <i>Immutable.</i>
 *
 * @param host where it is reached
 * @param port and at which port
 * @param eligible whether it may lead
 * @param scheme http or https
 */
public record Identity(String host, int port, boolean eligible, String scheme) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    /** Where it answers. */
    public String url() {
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    boolean sameAddress(Identity other) {
        return host.equals(other.host) && port == other.port && scheme.equals(other.scheme);
    }

    byte[] encode() {
        return RecordCodec.bytes(node());
    }

    ObjectNode node() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("version", VERSION)
                .put("host", host)
                .put("port", port)
                .put("master_eligibility", eligible)
                .put("scheme", scheme);
    }

    static Identity decode(byte[] bytes) throws IOException {
        return of(JSON.readTree(bytes));
    }

    static Identity of(JsonNode node) throws IOException {
        if (!node.path("host").isTextual() || !node.path("port").isInt()) {
            throw new IOException("a member of the group names no host and port");
        }
        return new Identity(
                node.path("host").asText(),
                node.path("port").asInt(),
                node.path("master_eligibility").asBoolean(false),
                node.path("scheme").asText("http"));
    }
}
