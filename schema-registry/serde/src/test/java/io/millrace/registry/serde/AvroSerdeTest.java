package io.millrace.registry.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.registry.client.MockSchemaRegistry;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.util.Utf8;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class AvroSerdeTest {
    private static final Schema V1 =
            SchemaBuilder.record("ns.User").fields().requiredString("name").endRecord();
    private static final Schema V2 = SchemaBuilder.record("ns.User")
            .fields()
            .name("age")
            .type()
            .intType()
            .intDefault(7)
            .requiredString("name")
            .endRecord();

    private final MockSchemaRegistry registry = new MockSchemaRegistry();

    @Test
    void aRecordStandsBehindAZeroByteAndItsId() {
        registry.register("other", Schema.create(Schema.Type.INT), false);

        byte[] bytes = serializer(Map.of()).serialize("t", user("Zoë"));

        assertThat(bytes).containsExactly(0, 0, 0, 0, 2, 8, 'Z', 'o', 0xC3, 0xAB);
        assertThat(registry.getAllSubjects()).contains("t-value");
    }

    /** Topics that begin with {@code a-} are in a context of their own. */
    public static final class ByTopic implements ContextNameStrategy {
        @Override
        public String contextName(String topic) {
            return topic.startsWith("a-") ? ".team-a" : ".";
        }
    }

    @Test
    void aTopicMayHaveAContext() {
        Map<String, Object> contexts = Map.of("context.name.strategy", ByTopic.class.getName());

        byte[] bytes = serializer(contexts).serialize("a-t", user("Zoë"));
        serializer(contexts).serialize("b-t", user("Zoë"));

        assertThat(registry.getAllSubjects()).containsExactlyInAnyOrder(":.team-a:a-t-value", "b-t-value");
        assertThat(deserializer(contexts).deserialize("a-t", bytes)).isEqualTo(user("Zoë"));
        assertThatThrownBy(() -> serializer(Map.of("context.name.strategy", "no.such.Class")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("context.name.strategy");
    }

    @Test
    void whatIsForJavaAloneIsNotRegisteredWhereThatIsAskedFor() throws Exception {
        Schema java = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"string\","
                        + "\"avro.java.string\":\"String\"}},{\"name\":\"m\",\"type\":{\"type\":\"map\",\"values\":\"int\","
                        + "\"avro.java.string\":\"String\"}}]}");
        GenericRecord data = new GenericRecordBuilder(java)
                .set("a", "x")
                .set("m", Map.of("k", 1))
                .build();

        byte[] bytes = serializer(Map.of("avro.remove.java.properties", "true")).serialize("t", data);
        serializer(Map.of()).serialize("other", data);

        assertThat(registry.getLatest("t-value", null).schema().schema())
                .doesNotContain("avro.java.string")
                .contains("\"type\":\"string\"");
        assertThat(registry.getLatest("other-value", null).schema().schema()).contains("avro.java.string");
        assertThat(deserializer(Map.of()).deserialize("t", bytes)).hasToString("{\"a\": \"x\", \"m\": {\"k\": 1}}");
        assertThat(serializer(Map.of("auto.register.schemas", "false", "use.latest.version", "true"))
                        .serialize("t", data))
                .isEqualTo(bytes);
    }

    @Test
    void nullStaysNull() {
        assertThat(serializer(Map.of()).serialize("t", null)).isNull();
        assertThat(deserializer(Map.of()).deserialize("t", (byte[]) null)).isNull();
    }

    @Test
    void primitivesAreWrittenAsConfluentWritesThem() {
        assertThat(payload("hi")).containsExactly(4, 'h', 'i');
        assertThat(payload(1)).containsExactly(2);
        assertThat(payload(Integer.MIN_VALUE)).containsExactly(0xFF, 0xFF, 0xFF, 0xFF, 0x0F);
        assertThat(payload(-1L)).containsExactly(1);
        assertThat(payload(true)).containsExactly(1);
        assertThat(payload(1.5f)).containsExactly(0, 0, 0xC0, 0x3F);
        assertThat(payload(1.5d)).containsExactly(0, 0, 0, 0, 0, 0, 0xF8, 0x3F);
        assertThat(payload(new byte[] {9, 8})).containsExactly(9, 8);
        assertThat(payload(ByteBuffer.wrap(new byte[] {7, 9, 8}, 1, 2))).containsExactly(9, 8);
    }

    @Test
    void primitivesComeBack() {
        for (Object value : List.of("hi", "→", 1, -1L, true, 1.5f, 1.5d)) {
            byte[] bytes = serializer(Map.of()).serialize("t", value);
            assertThat(deserializer(Map.of()).deserialize("t", bytes)).isEqualTo(value);
        }
        byte[] bytes = serializer(Map.of()).serialize("t", new byte[] {1, 2});
        assertThat((byte[]) deserializer(Map.of()).deserialize("t", bytes)).containsExactly(1, 2);
    }

    @Test
    void aSpecificRecordComesBackAsItsClass() {
        SpecificAvroSerde<Flight> serde = new SpecificAvroSerde<>(registry);
        serde.configure(settings(Map.of()), false);
        Flight flight = new Flight("LH", Instant.ofEpochMilli(1_700_000_000_123L), 12);

        Flight back = serde.deserializer().deserialize("t", serde.serializer().serialize("t", flight));

        assertThat(back.get(0)).hasToString("LH");
        assertThat(back.get(1)).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
        assertThat(back.get(2)).isEqualTo(12);
    }

    @Test
    void aSpecificRecordIsReadFromAnOlderWriter() {
        Schema old = SchemaBuilder.record("io.millrace.registry.serde.Flight")
                .fields()
                .requiredString("gone")
                .name("at")
                .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
                .noDefault()
                .requiredString("carrier")
                .endRecord();
        GenericRecord record = new GenericRecordBuilder(old)
                .set("gone", "x")
                .set("at", 5L)
                .set("carrier", "BA")
                .build();

        Object back = deserializer(Map.of("specific.avro.reader", "true"))
                .deserialize("t", serializer(Map.of()).serialize("t", record));

        assertThat(back).isInstanceOf(Flight.class);
        assertThat(((Flight) back).get(0)).hasToString("BA");
        assertThat(((Flight) back).get(1)).isEqualTo(Instant.ofEpochMilli(5));
    }

    @Test
    void aClassThatIsMissingIsNamed() {
        byte[] bytes = serializer(Map.of()).serialize("t", user("a"));

        assertThatThrownBy(
                        () -> deserializer(Map.of("specific.avro.reader", true)).deserialize("t", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no class ns.User");
    }

    @Test
    void genericRecordsAreReadAsTheSchemaAskedFor() {
        byte[] bytes = serializer(Map.of()).serialize("t", user("a"));

        GenericRecord back = (GenericRecord) deserializer(Map.of()).deserialize("t", bytes, V2);

        assertThat(back.get("age")).isEqualTo(7);
        assertThat(back.get("name")).isEqualTo(new Utf8("a"));
    }

    @Test
    void theNewestVersionIsWrittenByEvolutionWhereAskedFor() {
        registry.register("t-value", V2, false);
        AvroSerializer serializer = serializer(Map.of("auto.register.schemas", "false", "use.latest.version", "true"));

        byte[] bytes = serializer.serialize("t", user("a"));

        GenericRecord back = (GenericRecord) deserializer(Map.of()).deserialize("t", bytes);
        assertThat(back.getSchema()).isEqualTo(V2);
        assertThat(back.get("age")).isEqualTo(7);
        assertThatThrownBy(() -> serializer.serialize("t", 5))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("does not fit version 1, the newest of subject t-value");
    }

    @Test
    void withoutAutomaticRegistrationAnUnknownSchemaIsRefused() {
        assertThatThrownBy(() ->
                        serializer(Map.of("auto.register.schemas", "false")).serialize("t", user("a")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Subject 't-value' not found");
        assertThat(registry.getAllSubjects()).isEmpty();
    }

    @Test
    void subjectsFollowTheStrategyUnderBothNames() {
        serializer(Map.of("value.subject.name.strategy", "io.confluent.kafka.serializers.subject.RecordNameStrategy"))
                .serialize("t", user("a"));
        serializer(Map.of("value.subject.name.strategy", TopicRecordNameStrategy.class))
                .serialize("t", user("a"));

        assertThat(registry.getAllSubjects()).containsExactly("ns.User", "t-ns.User");
        assertThatThrownBy(() -> serializer(Map.of("value.subject.name.strategy", "RecordNameStrategy"))
                        .serialize("t", 5))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("type int");
    }

    @Test
    void logicalTypesAreConvertedWhereAskedFor() {
        Schema decimal = LogicalTypes.decimal(9, 2).addToSchema(Schema.create(Schema.Type.BYTES));
        Schema schema = SchemaBuilder.record("D")
                .fields()
                .name("d")
                .type(decimal)
                .noDefault()
                .endRecord();
        GenericRecord record = new GenericRecordBuilder(schema)
                .set("d", new BigDecimal("12.34"))
                .build();
        Map<String, Object> converted = Map.of("avro.use.logical.type.converters", true);

        byte[] bytes = serializer(converted).serialize("t", record);

        assertThat(((GenericRecord) deserializer(converted).deserialize("t", bytes)).get("d"))
                .isEqualTo(new BigDecimal("12.34"));
        assertThat(((GenericRecord) deserializer(Map.of()).deserialize("t", bytes)).get("d"))
                .isEqualTo(ByteBuffer.wrap(new byte[] {4, (byte) 0xD2}));
    }

    @Test
    void whatIsNoAvroIsRefused() {
        AvroDeserializer deserializer = deserializer(Map.of());

        for (byte[] bytes :
                List.of(new byte[0], new byte[] {0, 0, 0}, "{\"json\":1}".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> deserializer.deserialize("t", bytes))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("Unknown magic byte!");
        }
        assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {0, 0, 0, 0, 77}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no schema for id 77 of a record of topic t");
        assertThatThrownBy(() -> serializer(Map.of()).serialize("t", List.of("a")))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic t");
        assertThatThrownBy(() -> serializer(Map.of()).serialize("t", new GenericData.Record(V1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("does not fit its schema");
    }

    @Test
    void aLengthBeyondTheRecordIsRefusedBeforeAnythingIsAllocated() {
        registry.register("t-value", V1, false);
        byte[] twoGigabytes = {0, 0, 0, 0, 1, (byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 'a'};

        assertThatThrownBy(() -> deserializer(Map.of()).deserialize("t", twoGigabytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("a length of 2147483647 with 1 bytes left");
    }

    @Test
    void manyThreadsMayShareASerde() throws Exception {
        AvroSerializer serializer = serializer(Map.of());
        AvroDeserializer deserializer = deserializer(Map.of());
        ExecutorService threads = Executors.newFixedThreadPool(4);

        List<Future<Boolean>> done = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            String name = "user-" + thread;
            done.add(threads.submit((Callable<Boolean>) () -> {
                for (int i = 0; i < 5_000; i++) {
                    byte[] bytes = serializer.serialize("t", user(name + i));
                    GenericRecord back = (GenericRecord) deserializer.deserialize("t", bytes);
                    assertThat(back.get("name")).hasToString(name + i);
                }
                return true;
            }));
        }

        for (Future<Boolean> one : done) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
        }
        threads.shutdownNow();
    }

    @Test
    void settingsThatAreWrongAreNamed() {
        assertThatThrownBy(() -> serializer(Map.of("auto.register.schemas", "yes")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("auto.register.schemas");
        assertThatThrownBy(() -> serializer(Map.of("value.subject.name.strategy", "java.lang.String")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("value.subject.name.strategy");
    }

    private byte[] payload(Object value) {
        byte[] bytes = serializer(Map.of()).serialize("t", value);
        return java.util.Arrays.copyOfRange(bytes, 5, bytes.length);
    }

    private AvroSerializer serializer(Map<String, ?> more) {
        AvroSerializer serializer = new AvroSerializer(registry);
        serializer.configure(settings(more), false);
        return serializer;
    }

    private AvroDeserializer deserializer(Map<String, ?> more) {
        AvroDeserializer deserializer = new AvroDeserializer(registry);
        deserializer.configure(settings(more), false);
        return deserializer;
    }

    private static Map<String, Object> settings(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("schema.registry.url", "mock://unused");
        return settings;
    }

    private static GenericRecord user(String name) {
        return new GenericRecordBuilder(V1).set("name", name).build();
    }
}
