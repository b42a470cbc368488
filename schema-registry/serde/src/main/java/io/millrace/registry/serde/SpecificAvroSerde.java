package io.millrace.registry.serde;

import io.millrace.registry.client.SchemaRegistryClient;
import org.apache.avro.specific.SpecificRecord;

/** Avro records of specific kind, written and read with their schemas in a registry. <i>Any thread.</i> */
public final class SpecificAvroSerde<T extends SpecificRecord> extends AvroSerde<T> {
    /** To be configured, with clients of its own. */
    public SpecificAvroSerde() {
        super(true);
    }

    /** To be configured, with a client that it shares. */
    public SpecificAvroSerde(SchemaRegistryClient client) {
        super(true, client);
    }
}
