package io.millrace.registry.converter;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.client.MockSchemaRegistry;
import java.io.IOException;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;

class AvroConverterPropertiesTest {
    private final MockSchemaRegistry registry = new MockSchemaRegistry();
    private final AvroConverter converter = new AvroConverter(registry);

    AvroConverterPropertiesTest() {
        converter.configure(Map.of("schema.registry.url", "mock://unused"), false);
    }

    @Property(tries = 500)
    void everyStructComesBackWithItsSchema(@ForAll long seed) throws Exception {
        RandomConnect random = new RandomConnect(seed);
        Schema schema = random.struct(4);
        Struct struct = (Struct) random.value(schema);

        byte[] bytes = converter.fromConnectData("t", schema, struct);
        SchemaAndValue back = converter.toConnectData("t", bytes);

        assertThat(back.schema()).isEqualTo(schema);
        assertThat(back.value()).isEqualTo(struct);
        assertAvroReadsAll(bytes);
    }

    @Property(tries = 300)
    void everySingleValueComesBackWithItsSchema(@ForAll long seed) {
        RandomConnect random = new RandomConnect(seed);
        Schema schema = random.schema(3);
        Object value = random.value(schema);

        byte[] bytes = converter.fromConnectData("t", schema, value);
        SchemaAndValue back = converter.toConnectData("t", bytes);

        assertThat(back.value()).isEqualTo(value);
        if (value != null) {
            assertThat(back.schema()).isEqualTo(schema);
        }
    }

    // Bytes on their own stand without a length, so Avro reads only what is inside of records.
    private void assertAvroReadsAll(byte[] bytes) throws Exception {
        org.apache.avro.Schema avro =
                registry.getById(java.nio.ByteBuffer.wrap(bytes, 1, 4).getInt());
        org.apache.avro.Schema parsed = new org.apache.avro.Schema.Parser().parse(avro.toString());
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null);
        assertThat(read(parsed, decoder)).isNotNull();
        assertThat(decoder.isEnd()).isTrue();
    }

    private static Object read(org.apache.avro.Schema schema, BinaryDecoder decoder) throws IOException {
        return new GenericDatumReader<>(schema).read(null, decoder);
    }
}
