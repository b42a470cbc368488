package io.millrace.registry.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** One schema's need of another: the name it is called by, and the subject and version that hold it. Immutable. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SchemaReference(String name, String subject, int version) {}
