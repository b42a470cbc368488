package io.millrace.registry.schema;

/** A schema that was understood. <i>Immutable.</i> */
public interface ParsedSchema {
    /** Its kind, {@code AVRO}. */
    String type();

    /** The text under which it is kept. */
    String canonical();

    /** The text with every referenced type written out. */
    String resolved();

    /** The text with properties in order, so that two writings of one schema become the same. */
    String normalized();
}
