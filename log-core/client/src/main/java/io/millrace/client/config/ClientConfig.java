package io.millrace.client.config;

import io.millrace.base.Endpoint;
import io.millrace.base.Settings;
import java.util.List;
import java.util.Map;

/**
 * What a client needs to speak to a cluster. <i>Immutable.</i>
 *
 * @param bootstrap nodes to begin with, at least one
 * @param clientId name that the node's log shows
 * @param requestTimeoutMs one request's patience
 * @param apiTimeoutMs a call's patience, retries included
 * @param retryBackoff pauses between retries
 * @param reconnectBackoff pauses between connections to one node
 * @param metadataMaxAgeMs metadata is asked for again after so long
 * @param autoCreateTopics whether asking for a missing topic may create it
 * @param security how connections are secured
 */
public record ClientConfig(
        List<Endpoint> bootstrap,
        String clientId,
        int requestTimeoutMs,
        int apiTimeoutMs,
        Pause retryBackoff,
        Pause reconnectBackoff,
        int metadataMaxAgeMs,
        boolean autoCreateTopics,
        SecurityConfig security) {

    /** Over plain connections. */
    public ClientConfig(
            List<Endpoint> bootstrap,
            String clientId,
            int requestTimeoutMs,
            int apiTimeoutMs,
            Pause retryBackoff,
            Pause reconnectBackoff,
            int metadataMaxAgeMs,
            boolean autoCreateTopics) {
        this(
                bootstrap,
                clientId,
                requestTimeoutMs,
                apiTimeoutMs,
                retryBackoff,
                reconnectBackoff,
                metadataMaxAgeMs,
                autoCreateTopics,
                SecurityConfig.PLAINTEXT);
    }

    /**
     * A pause that doubles from try to try.
     *
     * @param firstMs the first
     * @param maxMs the longest
     */
    public record Pause(int firstMs, int maxMs) {}

    /** Binds the client's keys; throws IllegalArgumentException that names a bad one. */
    public static ClientConfig from(Settings settings) {
        return new ClientConfig(
                Endpoint.parseList(settings.get(ClientKeys.BOOTSTRAP_SERVERS)),
                settings.get(ClientKeys.CLIENT_ID),
                settings.get(ClientKeys.REQUEST_TIMEOUT_MS),
                settings.get(ClientKeys.DEFAULT_API_TIMEOUT_MS),
                new Pause(settings.get(ClientKeys.RETRY_BACKOFF_MS), settings.get(ClientKeys.RETRY_BACKOFF_MAX_MS)),
                new Pause(
                        settings.get(ClientKeys.RECONNECT_BACKOFF_MS),
                        settings.get(ClientKeys.RECONNECT_BACKOFF_MAX_MS)),
                settings.get(ClientKeys.METADATA_MAX_AGE_MS),
                settings.get(ClientKeys.ALLOW_AUTO_CREATE_TOPICS),
                SecurityConfig.from(settings));
    }

    /** Defaults, for these nodes, whose connections are secured so. */
    public static ClientConfig to(String bootstrapServers, SecurityConfig security) {
        return to(bootstrapServers).with(security);
    }

    /** The same, over connections that are secured so. */
    public ClientConfig with(SecurityConfig secured) {
        return new ClientConfig(
                bootstrap,
                clientId,
                requestTimeoutMs,
                apiTimeoutMs,
                retryBackoff,
                reconnectBackoff,
                metadataMaxAgeMs,
                autoCreateTopics,
                secured);
    }

    /** Defaults, for these nodes. */
    public static ClientConfig to(String bootstrapServers) {
        return from(Settings.of(
                Map.of(ClientKeys.BOOTSTRAP_SERVERS.name(), bootstrapServers), List.of(ClientKeys.BOOTSTRAP_SERVERS)));
    }
}
