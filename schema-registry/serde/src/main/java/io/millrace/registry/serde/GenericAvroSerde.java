package io.millrace.registry.serde;

import io.millrace.registry.client.SchemaRegistryClient;
import org.apache.avro.generic.GenericRecord;

/** Avro records of generic kind, written and read with their schemas in a registry. <i>Any thread.</i> */
public final class GenericAvroSerde extends AvroSerde<GenericRecord> {
    /** To be configured, with clients of its own. */
    public GenericAvroSerde() {
        super(false);
    }

    /** To be configured, with a client that it shares. */
    public GenericAvroSerde(SchemaRegistryClient client) {
        super(false, client);
    }
}
