package io.millrace.registry.client;

import java.util.Map;

/** Makes clients from settings: over HTTP, or in memory for {@code mock://scope}. */
public final class SchemaRegistryClientFactory {
    private static final String MOCK = "mock://";

    private SchemaRegistryClientFactory() {}

    /** A client for {@code schema.registry.url} and the settings beside it. */
    public static SchemaRegistryClient newClient(Map<String, ?> settings) {
        ClientConfig config = ClientConfig.from(settings);
        String first = config.urls.get(0);
        return first.startsWith(MOCK)
                ? MockSchemaRegistry.of(first.substring(MOCK.length()))
                : new CachedSchemaRegistryClient(config);
    }
}
