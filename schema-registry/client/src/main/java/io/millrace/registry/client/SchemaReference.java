package io.millrace.registry.client;

/** One schema's need of another: the name it is called by, and the subject and version that hold it. Immutable. */
public record SchemaReference(String name, String subject, int version) {}
