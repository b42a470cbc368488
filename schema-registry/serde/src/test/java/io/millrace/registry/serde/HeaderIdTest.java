package io.millrace.registry.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.registry.client.MockSchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Schemas named by a guid in a header, chosen by settings, or derived from classes. */
class HeaderIdTest {
    private static final String HEADER = "io.confluent.kafka.serializers.schema.id.HeaderSchemaIdSerializer";
    private static final Schema V1 =
            SchemaBuilder.record("User").fields().requiredString("name").endRecord();
    private static final Schema V2 = SchemaBuilder.record("User")
            .fields()
            .requiredString("name")
            .name("age")
            .type()
            .intType()
            .intDefault(7)
            .endRecord();

    private final MockSchemaRegistry registry = new MockSchemaRegistry();

    @Test
    void theGuidStandsInAHeaderAndTheRecordAlone() throws Exception {
        Headers headers = new RecordHeaders();

        byte[] bytes = serializer(Map.of("value.schema.id.serializer", HEADER)).serialize("t", headers, user("Zoë"));

        assertThat(bytes).containsExactly(8, 'Z', 'o', 0xC3, 0xAB);
        byte[] header = headers.lastHeader("__value_schema_id").value();
        assertThat(header).hasSize(17).startsWith(1);
        ByteBuffer guid = ByteBuffer.wrap(header, 1, 16);
        assertThat(registry.getByGuid(new UUID(guid.getLong(), guid.getLong()))).isEqualTo(V1);
        assertThat(deserializer(Map.of()).deserialize("t", headers, bytes)).isEqualTo(user("Zoë"));
        assertThat(deserializer(Map.of()).deserialize("t", headers, ByteBuffer.wrap(bytes)))
                .isEqualTo(user("Zoë"));
    }

    @Test
    void writingAgainReplacesTheHeader() {
        Headers headers = new RecordHeaders();
        AvroSerializer serializer = serializer(Map.of("value.schema.id.serializer", "HeaderSchemaIdSerializer"));

        serializer.serialize("t", headers, user("a"));
        byte[] bytes = serializer.serialize("t", headers, user("b"));

        assertThat(headers.headers("__value_schema_id")).hasSize(1);
        assertThat(deserializer(Map.of()).deserialize("t", headers, bytes)).isEqualTo(user("b"));
    }

    @Test
    void withoutAHeaderThePrefixIsRead() {
        byte[] bytes = serializer(Map.of()).serialize("t", new RecordHeaders(), user("a"));

        assertThat(bytes).startsWith(0, 0, 0, 0, 1);
        assertThat(deserializer(Map.of()).deserialize("t", new RecordHeaders(), bytes))
                .isEqualTo(user("a"));
        Headers foreign = new RecordHeaders().add("__value_schema_id", new byte[] {9});
        assertThatThrownBy(() -> deserializer(Map.of()).deserialize("t", foreign, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("__value_schema_id");
        assertThat(deserializer(Map.of("value.schema.id.deserializer", "PrefixSchemaIdDeserializer"))
                        .deserialize("t", foreign, bytes))
                .isEqualTo(user("a"));
    }

    @Test
    void aHeaderNeedsHeaders() {
        AvroSerializer serializer = serializer(Map.of("value.schema.id.serializer", HEADER));

        assertThatThrownBy(() -> serializer.serialize("t", user("a")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("header");
        assertThatThrownBy(() -> serializer(Map.of("value.schema.id.serializer", "Sideways")))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void aSchemaIsChosenByItsId() {
        int id = registry.register("elsewhere", V2, false);

        byte[] bytes = serializer(Map.of("use.schema.id", id, "auto.register.schemas", false))
                .serialize("t", user("a"));

        GenericRecord read = (GenericRecord) deserializer(Map.of()).deserialize("t", bytes);
        assertThat(read.getSchema()).isEqualTo(V2);
        assertThat(read.get("age")).isEqualTo(7);
        int other = registry.register("elsewhere", Schema.create(Schema.Type.LONG), false);
        assertThatThrownBy(() -> serializer(Map.of("use.schema.id", other)).serialize("t", user("a")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("use.schema.id=" + other);
    }

    /** A plain class. */
    public static final class Point {
        private int x;
        private String label = "";

        Point() {}

        Point(int x, String label) {
            this.x = x;
            this.label = label;
        }
    }

    @Test
    void aPlainClassIsWrittenByReflection() {
        Map<String, Object> settings = Map.of("schema.reflection", true);

        byte[] bytes = serializer(settings).serialize("t", new Point(4, "here"));
        Point read = (Point) deserializer(Map.of("schema.reflection", true, "specific.avro.value.type", Point.class))
                .deserialize("t", bytes);

        assertThat(read.x).isEqualTo(4);
        assertThat(read.label).isEqualTo("here");
        assertThatThrownBy(() -> serializer(Map.of()).serialize("t", new Point(1, "")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("schema.reflection");
    }

    @Test
    void whatStandsBehindARecordIsRefusedWhenAsked() {
        byte[] bytes = serializer(Map.of()).serialize("t", user("a"));
        byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 3);

        assertThat(deserializer(Map.of()).deserialize("t", longer)).isEqualTo(user("a"));
        assertThatThrownBy(() ->
                        deserializer(Map.of("avro.fail.on.trailing.data", true)).deserialize("t", longer))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("3 bytes");
    }

    private AvroSerializer serializer(Map<String, ?> settings) {
        AvroSerializer serializer = new AvroSerializer(registry);
        serializer.configure(settings, false);
        return serializer;
    }

    private AvroDeserializer deserializer(Map<String, ?> settings) {
        AvroDeserializer deserializer = new AvroDeserializer(registry);
        deserializer.configure(settings, false);
        return deserializer;
    }

    private static GenericRecord user(String name) {
        GenericRecord user = new GenericData.Record(V1);
        user.put("name", new org.apache.avro.util.Utf8(name));
        return user;
    }
}
