package io.millrace.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Method;
import com.google.protobuf.Option;
import com.google.protobuf.Syntax;
import io.millrace.registry.client.RestClientException;
import io.millrace.registry.client.SchemaReference;
import io.millrace.registry.client.SchemaRegistryClient;
import io.millrace.registry.client.SchemaRegistryClientFactory;
import io.millrace.registry.client.SchemaText;
import io.millrace.registry.serde.AvroDeserializer;
import io.millrace.registry.serde.AvroSerializer;
import io.millrace.registry.serde.ContextNameStrategy;
import io.millrace.registry.serde.json.JsonData;
import io.millrace.registry.serde.json.JsonSchemaSerde;
import io.millrace.registry.serde.protobuf.ProtobufSerde;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Millrace's serdes and client against its registry, as programs use them. */
class SerdesTest extends RestFixture {
    private static final Map<String, String> HEADER = Map.of("value.schema.id.serializer", "HeaderSchemaIdSerializer");
    private static final Map<String, String> NEWEST =
            Map.of("auto.register.schemas", "false", "use.latest.version", "true");

    /** As a program would have it. */
    public static final class Order {
        public long id = 7;
        public String note = "x";
    }

    /** The same with more. */
    public static final class LargerOrder {
        public long id = 7;
        public String note = "x";
        public int count = 3;
    }

    /** One context for all. */
    public static final class OneContext implements ContextNameStrategy {
        @Override
        public String contextName(String topic) {
            return ".serdes";
        }
    }

    @Test
    void objectsGoThroughAsJson() {
        JsonSchemaSerde<Object> writer = json(Map.of("json.fail.invalid.schema", "true"));
        JsonSchemaSerde<Object> reader =
                json(Map.of("json.value.type", LargerOrder.class.getName(), "json.fail.unknown.properties", "false"));

        byte[] bytes = writer.serializer().serialize(s, new Order());
        Object back = reader.deserializer().deserialize(s, bytes);
        JsonNode stored = rest.get("/subjects/" + s + "-value/versions/1").json();

        assertThat(((LargerOrder) back).note).isEqualTo("x");
        assertThat(stored.path("schemaType").asText()).isEqualTo("JSON");
        assertThat(bytes[4]).isEqualTo((byte) stored.path("id").asInt());
        assertThat(json(NEWEST).serializer().serialize(s, new Order())).isEqualTo(bytes);
        // A closed model may grow by what is not required.
        assertThatThrownBy(() -> writer.serializer().serialize(s, new LargerOrder()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL");
    }

    @Test
    void aJsonSchemaMayReferToAnother() throws Exception {
        try (SchemaRegistryClient client = client(Map.of())) {
            client.register(
                    s + "-part", new SchemaText("JSON", "{\"type\":\"object\",\"required\":[\"street\"]}"), false);
            SchemaText whole = new SchemaText(
                    "JSON",
                    "{\"type\":\"object\",\"properties\":{\"home\":{\"$ref\":\"part.json\"}}}",
                    List.of(new SchemaReference("part.json", s + "-part", 1)));
            JsonSchemaSerde<Object> serde = json(Map.of("json.fail.invalid.schema", "true"));
            JsonNode good = TestRegistry.JSON.readTree("{\"home\":{\"street\":\"Elm\"}}");
            JsonNode bad = TestRegistry.JSON.readTree("{\"home\":{}}");

            byte[] bytes = serde.serializer().serialize(s, new JsonData(whole, good));

            assertThat(serde.deserializer().deserialize(s, bytes)).hasToString("{home={street=Elm}}");
            assertThatThrownBy(() -> serde.serializer().serialize(s, new JsonData(whole, bad)))
                    .hasMessageContaining("/home");
            assertThat(rest.delete("/subjects/" + s + "-part").code()).isEqualTo("422/42206");
        }
    }

    @Test
    void messagesGoThroughAsProtobuf() throws Exception {
        // A file that imports others, which Google's library has: registered too where that is asked for.
        Map<String, String> all = Map.of("skip.known.types", "false");
        Method method = Method.newBuilder()
                .setName("m")
                .setSyntax(Syntax.SYNTAX_PROTO3)
                .addOptions(Option.newBuilder().setName("o"))
                .build();

        byte[] bytes = protobuf(all).serializer().serialize(s, method);
        Message back = protobuf(Map.of()).deserializer().deserialize(s, bytes);
        Message typed = protobuf(Map.of("specific.protobuf.value.type", Method.class.getName()))
                .deserializer()
                .deserialize(s, bytes);

        assertThat(typed).isEqualTo(method);
        assertThat(back).isInstanceOf(DynamicMessage.class);
        assertThat(back.toByteString()).isEqualTo(method.toByteString());
        JsonNode stored = rest.get("/subjects/" + s + "-value/versions/latest").json();
        assertThat(stored.path("schemaType").asText()).isEqualTo("PROTOBUF");
        assertThat(stored.path("schema").asText()).contains("message Method {").contains("package google.protobuf;");
        assertThat(stored.path("references"))
                .extracting(reference -> reference.path("name").asText())
                .contains("google/protobuf/type.proto");
        assertThat(ApiProto.getDescriptor().findMessageTypeByName("Method").getIndex())
                .isEqualTo(bytes[6] / 2);
        Map<String, String> known = new HashMap<>(all);
        known.put("auto.register.schemas", "false");
        assertThat(protobuf(known).serializer().serialize(s, method)).isEqualTo(bytes);
        assertThat(protobuf(NEWEST).serializer().serialize(s, method)).isEqualTo(bytes);
    }

    @Test
    void everyTypeMayNameItsSchemaInAHeader() {
        Schema schema = avro();
        GenericRecord data = new GenericRecordBuilder(schema).set("id", 5L).build();
        Headers ofAvro = new RecordHeaders();
        Headers ofJson = new RecordHeaders();
        Headers ofProtobuf = new RecordHeaders();
        Option option = Option.newBuilder().setName("o").build();
        try (AvroSerializer serializer = new AvroSerializer();
                AvroDeserializer deserializer = new AvroDeserializer()) {
            serializer.configure(settings(HEADER), false);
            deserializer.configure(settings(Map.of()), false);

            byte[] bytes = serializer.serialize(s + "a", ofAvro, data);

            assertThat(bytes).containsExactly(10);
            assertThat(deserializer.deserialize(s + "a", ofAvro, bytes)).isEqualTo(data);
        }
        byte[] json = json(HEADER).serializer().serialize(s + "j", ofJson, new Order());
        byte[] message = protobuf(HEADER).serializer().serialize(s + "p", ofProtobuf, option);

        assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo("{\"id\":7,\"note\":\"x\"}");
        assertThat(json(Map.of()).deserializer().deserialize(s + "j", ofJson, json))
                .hasToString("{id=7, note=x}");
        assertThat(message).isEqualTo(option.toByteArray());
        assertThat(protobuf(Map.of())
                        .deserializer()
                        .deserialize(s + "p", ofProtobuf, message)
                        .toByteString())
                .isEqualTo(option.toByteString());
        String guid = rest.get("/subjects/" + s + "j-value/versions/1")
                .json()
                .path("guid")
                .asText()
                .replace("-", "");
        assertThat(HexFormat.of()
                        .formatHex(ofJson.lastHeader("__value_schema_id").value()))
                .isEqualTo("01" + guid);
    }

    @Test
    void topicsMayHaveAContext() {
        Map<String, String> contexts = Map.of("context.name.strategy", OneContext.class.getName());
        // So that the same id is another schema outside.
        rest.register(s + "-other", "\"bytes\"");
        Schema schema = avro();
        GenericRecord data = new GenericRecordBuilder(schema).set("id", 5L).build();
        try (AvroSerializer serializer = new AvroSerializer();
                AvroDeserializer deserializer = new AvroDeserializer()) {
            serializer.configure(settings(contexts), false);
            deserializer.configure(settings(contexts), false);

            assertThat(deserializer.deserialize(s, serializer.serialize(s, data)))
                    .isEqualTo(data);
        }
        byte[] json = json(contexts).serializer().serialize(s + "j", new Order());
        assertThat(json(contexts).deserializer().deserialize(s + "j", json)).hasToString("{id=7, note=x}");
        Option option = Option.newBuilder().setName("o").build();
        byte[] message = protobuf(contexts).serializer().serialize(s + "p", option);
        assertThat(protobuf(contexts)
                        .deserializer()
                        .deserialize(s + "p", message)
                        .toByteString())
                .isEqualTo(option.toByteString());
        assertThat(rest.get("/contexts/.serdes/subjects").body())
                .contains(":.serdes:" + s + "-value")
                .contains(":.serdes:" + s + "j-value")
                .contains(":.serdes:" + s + "p-value");
    }

    @Test
    void whatARuleWouldEncryptIsNotWrittenInTheClear() {
        rest.put(
                "/config/" + s + "-value",
                "{\"defaultRuleSet\":{\"domainRules\":[{\"name\":\"seal\",\"type\":\"ENCRYPT\",\"mode\":\"WRITEREAD\","
                        + "\"tags\":[\"PII\"]}]}}");
        GenericRecord data = new GenericRecordBuilder(avro()).set("id", 5L).build();
        try (AvroSerializer serializer = new AvroSerializer();
                AvroSerializer ignoring = new AvroSerializer()) {
            serializer.configure(settings(Map.of()), false);
            ignoring.configure(settings(Map.of("ignore.rules", "true")), false);

            assertThatThrownBy(() -> serializer.serialize(s, data))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("the rule seal of type ENCRYPT")
                    .hasMessageContaining("ignore.rules=true");
            assertThat(ignoring.serialize(s, data)).endsWith(10);
        }
        rest.put(
                "/config/" + s + "j-value",
                "{\"defaultRuleSet\":{\"domainRules\":[{\"name\":\"seal\",\"type\":\"ENCRYPT\",\"mode\":\"WRITE\"}]}}");
        assertThatThrownBy(() -> json(Map.of()).serializer().serialize(s + "j", new Order()))
                .hasMessageContaining("the rule seal of type ENCRYPT");
        rest.put(
                "/config/" + s + "k-value",
                "{\"defaultRuleSet\":{\"domainRules\":[{\"name\":\"look\",\"type\":\"CEL\",\"mode\":\"READ\"},"
                        + "{\"name\":\"off\",\"type\":\"CEL\",\"disabled\":true}]}}");
        assertThat(json(Map.of()).serializer().serialize(s + "k", new Order())).isNotEmpty();
    }

    @Test
    void aSubjectOfAnotherTypeIsRefused() {
        rest.register(s + "-value", "\"int\"");

        assertThatThrownBy(() -> json(Map.of()).serializer().serialize(s, new Order()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(s + "-value");
        assertThatThrownBy(() -> protobuf(Map.of()).serializer().serialize(s, Option.getDefaultInstance()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining(s + "-value");
    }

    @Test
    void theClientSetsWhatTheRegistryGoesBy() throws Exception {
        try (SchemaRegistryClient client = client(Map.of())) {
            String subject = ":.client" + s + ":" + s;
            SchemaText one = new SchemaText("AVRO", ONE);
            client.register(subject, one, false);

            client.updateConfig(
                    subject,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("compatibility", "FULL")
                            .put("compatibilityGroup", "major"));
            assertThat(client.getConfig(subject).path("compatibilityGroup").asText())
                    .isEqualTo("major");
            assertThat(client.getCompatibility(subject)).isEqualTo("FULL");
            client.deleteConfig(subject);
            assertThat(client.getConfig(subject).has("compatibilityGroup")).isFalse();
            assertThat(client.getCompatibility(null)).isEqualTo("BACKWARD");
            assertThat(client.testCompatibilityVerbose(subject, 1, new SchemaText("AVRO", "\"int\"")))
                    .anyMatch(message -> message.contains("TYPE_MISMATCH"));
            assertThat(client.testCompatibilityVerbose(subject, -1, one)).isEmpty();
            assertThatThrownBy(() -> client.testCompatibilityVerbose(subject, 9, one))
                    .isInstanceOfSatisfying(
                            RestClientException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(40402));
            assertThat(client.setMode(subject, "READONLY", false)).isEqualTo("READONLY");
            assertThat(client.getMode(subject)).isEqualTo("READONLY");
            client.deleteMode(subject);
            assertThat(client.getMode(subject)).isEqualTo("READWRITE");
            assertThat(client.getMode(null)).isEqualTo("READWRITE");
            assertThat(client.getAllContexts()).contains(".client" + s);
            client.deleteSubject(subject, false);
            client.deleteSubject(subject, true);
            client.deleteContext(".client" + s);
            assertThat(client.getAllContexts()).doesNotContain(".client" + s);
        }
    }

    private static Schema avro() {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}");
    }

    private SchemaRegistryClient client(Map<String, String> more) {
        return SchemaRegistryClientFactory.newClient(settings(more));
    }

    private Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("schema.registry.url", rest.url());
        return settings;
    }

    private JsonSchemaSerde<Object> json(Map<String, String> more) {
        JsonSchemaSerde<Object> serde = new JsonSchemaSerde<>();
        serde.configure(settings(more), false);
        return serde;
    }

    private ProtobufSerde<Message> protobuf(Map<String, String> more) {
        ProtobufSerde<Message> serde = new ProtobufSerde<>();
        serde.configure(settings(more), false);
        return serde;
    }
}
