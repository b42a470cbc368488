package io.millrace.registry.client;

import java.util.Map;

/** Makes clients from settings: over HTTP, or in memory for {@code mock://scope}. */
public final class SchemaRegistryClientFactory {
    private SchemaRegistryClientFactory() {}

    /** A client for {@code schema.registry.url} and the settings beside it. */
    public static SchemaRegistryClient newClient(Map<String, ?> settings) {
        throw new UnsupportedOperationException();
    }
}
