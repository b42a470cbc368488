package io.millrace.registry.client;

import java.util.List;

/** One version of a subject as the registry tells it. Immutable. */
public record SchemaMetadata(
        String subject, int version, int id, String schemaType, String schema, List<SchemaReference> references) {}
