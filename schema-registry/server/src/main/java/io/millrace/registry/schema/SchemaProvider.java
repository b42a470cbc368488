package io.millrace.registry.schema;

import java.util.Map;

/** One type of schema. <i>Any thread.</i> */
public interface SchemaProvider {
    /** The type's name in requests and records. */
    String type();

    /**
     * Understands a text.
     *
     * @param references the texts that it refers to by the names of the references, each after those that it refers to
     *     itself
     * @param strict whether the schema is new: then a default must fit its type, and the like
     * @throws Refusal 42201 that says what is wrong
     */
    ParsedSchema parse(String text, Map<String, String> references, boolean strict);
}
