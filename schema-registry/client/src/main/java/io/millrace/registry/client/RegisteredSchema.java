package io.millrace.registry.client;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schema and what a registry knows it by. Older registries tell no guid; a schema asked for by its id alone has no
 * subject, and then the version is 0. Immutable.
 */
public record RegisteredSchema(
        int id, @Nullable UUID guid, @Nullable String subject, int version, SchemaText schema) {}
