package io.millrace.registry.schema;

/**
 * A schema's pointer to a version of another subject whose types it names. <i>Immutable.</i>
 *
 * @param name the type's name as the schema says it
 * @param subject where it is kept
 * @param version the version's number, or -1 for the newest, resolved before it is kept
 */
public record Reference(String name, String subject, int version) {}
