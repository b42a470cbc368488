package io.millrace.registry.schema;

import java.util.List;

/** One kind of schema: Avro today. <i>Any thread.</i> */
public interface SchemaProvider {
    /** The kind's name in requests and records. */
    String type();

    /**
     * Understands a text.
     *
     * @param references the texts that it refers to, each after those that it refers to itself
     * @param strict whether a default must fit its type, as for a schema that is new
     * @throws Refusal 42201 that says what is wrong
     */
    ParsedSchema parse(String text, List<String> references, boolean strict);
}
