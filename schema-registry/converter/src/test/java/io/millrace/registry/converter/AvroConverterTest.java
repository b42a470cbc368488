package io.millrace.registry.converter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.registry.client.MockSchemaRegistry;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.AvroSerializer;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.Test;

class AvroConverterTest {
    private final MockSchemaRegistry registry = new MockSchemaRegistry();

    @Test
    void aStructBecomesARecordAsConfluentWritesIt() throws Exception {
        Schema schema = SchemaBuilder.struct()
                .name("shop.Order")
                .version(2)
                .doc("an order")
                .field("id", Schema.INT64_SCHEMA)
                .field("small", Schema.INT8_SCHEMA)
                .field("note", Schema.OPTIONAL_STRING_SCHEMA)
                .field("count", SchemaBuilder.int32().optional().defaultValue(5).build())
                .field("price", Decimal.schema(2))
                .field("at", Timestamp.SCHEMA)
                .build();

        converter(Map.of()).fromConnectData("t", schema, order(schema));

        assertThat(registry.getLatestSchemaMetadata("t-value").schema())
                .isEqualTo("{\"type\":\"record\",\"name\":\"Order\",\"namespace\":\"shop\",\"fields\":["
                        + "{\"name\":\"id\",\"type\":\"long\"},"
                        + "{\"name\":\"small\",\"type\":{\"type\":\"int\",\"connect.type\":\"int8\"}},"
                        + "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null},"
                        + "{\"name\":\"count\",\"type\":[{\"type\":\"int\",\"connect.default\":5},\"null\"],"
                        + "\"default\":5},"
                        + "{\"name\":\"price\",\"type\":{\"type\":\"bytes\",\"scale\":2,\"precision\":64,"
                        + "\"connect.version\":1,\"connect.parameters\":{\"scale\":\"2\"},"
                        + "\"connect.name\":\"org.apache.kafka.connect.data.Decimal\",\"logicalType\":\"decimal\"}},"
                        + "{\"name\":\"at\",\"type\":{\"type\":\"long\",\"connect.version\":1,"
                        + "\"connect.name\":\"org.apache.kafka.connect.data.Timestamp\","
                        + "\"logicalType\":\"timestamp-millis\"}}],"
                        + "\"connect.doc\":\"an order\",\"connect.version\":2,\"connect.name\":\"shop.Order\"}");
    }

    @Test
    void theSchemaMayBeNamedInAHeader() throws Exception {
        Map<String, String> inHeader = Map.of("value.schema.id.serializer", "HeaderSchemaIdSerializer");
        Schema schema = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
        Struct struct = new Struct(schema).put("id", 7L);
        Headers headers = new RecordHeaders();

        byte[] bytes = converter(inHeader).fromConnectData("t", headers, schema, struct);
        converter(inHeader).fromConnectData("t", headers, schema, struct);
        SchemaAndValue back = converter(Map.of()).toConnectData("t", headers, bytes);

        assertThat(bytes).containsExactly(14);
        assertThat(headers.headers("__value_schema_id")).hasSize(1);
        assertThat(((Struct) back.value()).getInt64("id")).isEqualTo(7);
        byte[] prefixed = converter(Map.of()).fromConnectData("t", new RecordHeaders(), schema, struct);
        assertThat(prefixed).containsExactly(0, 0, 0, 0, 1, 14);
        assertThat(converter(Map.of()).toConnectData("t", new RecordHeaders(), prefixed))
                .isEqualTo(back);
        assertThatThrownBy(() -> converter(inHeader).fromConnectData("t", schema, struct))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("PrefixSchemaIdSerializer");
        assertThatThrownBy(() -> converter(Map.of("value.schema.id.deserializer", "PrefixSchemaIdDeserializer"))
                        .toConnectData("t", headers, bytes))
                .hasMessageContaining("magic byte");
    }

    @Test
    void whatConnectWritesASerdeReads() {
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("tags", SchemaBuilder.array(Schema.STRING_SCHEMA))
                .build();
        Struct struct = new Struct(schema).put("id", 7L).put("tags", List.of("a", "b"));

        byte[] bytes = converter(Map.of()).fromConnectData("t", schema, struct);

        AvroDeserializer deserializer = new AvroDeserializer(registry);
        deserializer.configure(settings(Map.of()), false);
        GenericRecord record = (GenericRecord) deserializer.deserialize("t", bytes);
        assertThat(record.getSchema().getFullName()).isEqualTo("io.confluent.connect.avro.ConnectDefault");
        assertThat(record.get("id")).isEqualTo(7L);
        assertThat(record.get("tags")).hasToString("[a, b]");
    }

    @Test
    void whatASerdeWritesConnectReads() {
        org.apache.avro.Schema avro = new org.apache.avro.Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"ns\",\"doc\":\"about R\",\"fields\":["
                        + "{\"name\":\"e\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}},"
                        + "{\"name\":\"f\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}},"
                        + "{\"name\":\"u\",\"type\":[\"null\",\"string\",\"long\"],\"default\":null},"
                        + "{\"name\":\"d\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,"
                        + "\"scale\":2}},"
                        + "{\"name\":\"n\",\"type\":\"int\",\"default\":3,\"doc\":\"about n\"}]}");
        GenericRecord record = new GenericRecordBuilder(avro)
                .set("e", new GenericData.EnumSymbol(avro.getField("e").schema(), "B"))
                .set("f", new GenericData.Fixed(avro.getField("f").schema(), new byte[] {1, 2}))
                .set("u", 9L)
                .set("d", ByteBuffer.wrap(new byte[] {4, (byte) 0xD2}))
                .build();
        AvroSerializer serializer = new AvroSerializer(registry);
        serializer.configure(settings(Map.of()), false);

        SchemaAndValue read = converter(Map.of()).toConnectData("t", serializer.serialize("t", record));

        Schema schema = read.schema();
        assertThat(schema.name()).isEqualTo("ns.R");
        assertThat(schema.parameters())
                .containsEntry("io.confluent.connect.avro.record.doc", "about R")
                .containsEntry("io.confluent.connect.avro.field.doc.n", "about n");
        assertThat(schema.field("n").schema().defaultValue()).isEqualTo(3);
        assertThat(schema.field("e").schema().parameters())
                .containsEntry("io.confluent.connect.avro.Enum", "ns.E")
                .containsEntry("io.confluent.connect.avro.Enum.A", "A");
        assertThat(schema.field("u").schema().name()).isEqualTo("io.confluent.connect.avro.Union");
        Struct struct = (Struct) read.value();
        assertThat(struct.get("e")).isEqualTo("B");
        assertThat(struct.get("f")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(struct.getStruct("u").get("long")).isEqualTo(9L);
        assertThat(struct.get("d")).isEqualTo(new BigDecimal("12.34"));
        assertThat(struct.get("n")).isEqualTo(3);
    }

    @Test
    void enumsFixedsAndUnionsGoBackWhereTheyCameFrom() throws Exception {
        org.apache.avro.Schema avro = new org.apache.avro.Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"ns\",\"fields\":["
                        + "{\"name\":\"e\",\"type\":{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}},"
                        + "{\"name\":\"f\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}},"
                        + "{\"name\":\"u\",\"type\":[\"null\",\"string\",\"long\"]}]}");
        GenericRecord record = new GenericRecordBuilder(avro)
                .set("e", new GenericData.EnumSymbol(avro.getField("e").schema(), "B"))
                .set("f", new GenericData.Fixed(avro.getField("f").schema(), new byte[] {1, 2}))
                .set("u", "text")
                .build();
        AvroSerializer serializer = new AvroSerializer(registry);
        serializer.configure(settings(Map.of()), false);
        byte[] bytes = serializer.serialize("t", record);
        AvroConverter converter = converter(Map.of("enhanced.avro.schema.support", "true"));

        SchemaAndValue read = converter.toConnectData("t", bytes);
        byte[] again = converter.fromConnectData("other", read.schema(), read.value());

        assertThat(java.util.Arrays.copyOfRange(again, 5, again.length))
                .isEqualTo(java.util.Arrays.copyOfRange(bytes, 5, bytes.length));
        org.apache.avro.Schema written =
                registry.getById(ByteBuffer.wrap(again, 1, 4).getInt());
        assertThat(written.getField("e").schema().getFullName()).isEqualTo("ns.E");
        assertThat(written.getField("f").schema().getFixedSize()).isEqualTo(2);
        assertThat(written.getField("u").schema().getTypes()).hasSize(3);
    }

    @Test
    void aTombstoneStaysATombstone() {
        AvroConverter converter = converter(Map.of());

        assertThat(converter.fromConnectData("t", null, null)).isNull();
        assertThat(converter.fromConnectData("t", Schema.OPTIONAL_STRING_SCHEMA, null))
                .isNull();
        assertThat(converter.toConnectData("t", null)).isEqualTo(SchemaAndValue.NULL);
    }

    @Test
    void bytesOnTheirOwnStandWithoutALength() {
        AvroConverter converter = converter(Map.of());

        byte[] bytes = converter.fromConnectData("t", Schema.BYTES_SCHEMA, new byte[] {9, 8});

        assertThat(bytes).containsExactly(0, 0, 0, 0, 1, 9, 8);
        assertThat(converter.toConnectData("t", bytes).value()).isEqualTo(ByteBuffer.wrap(new byte[] {9, 8}));
    }

    @Test
    void severalNamelessStructsAreToldApart() {
        Schema inner = SchemaBuilder.struct().field("x", Schema.INT32_SCHEMA).build();
        Schema schema = SchemaBuilder.struct()
                .field("a", inner)
                .field(
                        "b",
                        SchemaBuilder.struct().field("y", Schema.STRING_SCHEMA).build())
                .field("c", inner)
                .build();
        Struct value = new Struct(schema)
                .put("a", new Struct(inner).put("x", 1))
                .put("b", new Struct(schema.field("b").schema()).put("y", "z"))
                .put("c", new Struct(inner).put("x", 2));

        SchemaAndValue back =
                converter(Map.of()).toConnectData("t", converter(Map.of()).fromConnectData("t", schema, value));

        assertThat(back.schema()).isEqualTo(schema);
        assertThat(back.value()).isEqualTo(value);
    }

    @Test
    void namesThatAvroDoesNotAllowAreScrubbedWhereAskedFor() throws Exception {
        Schema schema = SchemaBuilder.struct()
                .name("my-app.1st-value")
                .field("a b", Schema.INT32_SCHEMA)
                .build();
        Struct value = new Struct(schema).put("a b", 1);

        assertThatThrownBy(() -> converter(Map.of()).fromConnectData("t", schema, value))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("scrub.invalid.names=true");
        byte[] bytes = converter(Map.of("scrub.invalid.names", "true")).fromConnectData("t", schema, value);

        org.apache.avro.Schema avro =
                registry.getById(ByteBuffer.wrap(bytes, 1, 4).getInt());
        assertThat(avro.getFullName()).isEqualTo("my_app.x1st_value");
        assertThat(avro.getFields().get(0).name()).isEqualTo("a_b");
    }

    @Test
    void aFieldThatDoesNotFitIsNamed() {
        Schema inner = SchemaBuilder.struct().field("x", Schema.INT32_SCHEMA).build();
        Schema schema = SchemaBuilder.struct().field("a", inner).build();

        Struct nested = new Struct(inner).put("x", 1);
        Struct struct = new Struct(schema).put("a", nested);
        assertThat(converter(Map.of()).fromConnectData("t", schema, struct)).hasSize(6);
        assertThatThrownBy(() -> converter(Map.of()).fromConnectData("t", inner, new Struct(inner)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("field x: null where the schema needs a value");
        assertThatThrownBy(() -> converter(Map.of()).fromConnectData("t", schema, new Struct(inner).put("x", 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("another schema");
        assertThatThrownBy(() -> converter(Map.of()).fromConnectData("t", null, Map.of("a", 1)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no schema");
    }

    @Test
    void nullMayBeWrittenInPlaceOfADefault() {
        Schema schema = SchemaBuilder.struct()
                .field("n", SchemaBuilder.int32().optional().defaultValue(5).build())
                .build();
        Struct value = new Struct(schema);

        byte[] withDefault = converter(Map.of()).fromConnectData("t", schema, value);
        byte[] withNull =
                converter(Map.of("ignore.default.for.nullables", true)).fromConnectData("t", schema, value);

        assertThat(withDefault).containsExactly(0, 0, 0, 0, 1, 0, 10);
        assertThat(withNull).containsExactly(0, 0, 0, 0, 1, 2);
    }

    @Test
    void whatIsNoAvroIsADataException() {
        for (byte[] bytes : List.of(new byte[0], new byte[] {1, 2, 3, 4, 5, 6}, new byte[] {0, 0, 0, 0, 99})) {
            assertThatThrownBy(() -> converter(Map.of()).toConnectData("t", bytes))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("topic t");
        }
    }

    @Test
    void aRegistryThatIsAwayMayBeTriedAgain() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        AvroConverter converter = new AvroConverter();
        converter.configure(Map.of("schema.registry.url", "http://127.0.0.1:" + port, "max.retries", 0), false);

        assertThatThrownBy(() -> converter.toConnectData("t", new byte[] {0, 0, 0, 0, 1, 2}))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("no schema registry answers");
        assertThatThrownBy(() -> converter.fromConnectData("t", Schema.STRING_SCHEMA, "a"))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("no schema registry answers");
    }

    @Test
    void aSettingThatIsMissingIsNamed() {
        assertThatThrownBy(() -> new AvroConverter().configure(Map.of(), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
    }

    @Test
    void theConverterIsFoundAsAService() {
        assertThat(ServiceLoader.load(Converter.class).stream().map(ServiceLoader.Provider::type))
                .anyMatch(AvroConverter.class::equals);
    }

    private Struct order(Schema schema) {
        return new Struct(schema)
                .put("id", 1L)
                .put("small", (byte) 2)
                .put("price", new BigDecimal("1.25"))
                .put("at", new java.util.Date(0));
    }

    private AvroConverter converter(Map<String, ?> more) {
        AvroConverter converter = new AvroConverter(registry);
        converter.configure(settings(more), false);
        return converter;
    }

    private static Map<String, Object> settings(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("schema.registry.url", "mock://unused");
        return settings;
    }
}
