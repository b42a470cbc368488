package io.millrace.registry.serde.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.Option;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.Type;
import io.millrace.registry.client.MockSchemaRegistry;
import io.millrace.registry.client.RegisteredSchema;
import io.millrace.registry.client.SchemaReference;
import io.millrace.registry.client.SchemaText;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ProtobufSerdeTest {
    private static final String CONFLUENT = "io.confluent.kafka.serializers.";

    private final MockSchemaRegistry registry = new MockSchemaRegistry();
    private final FileDescriptor sharedFile = file("lib/shared.proto", List.of(), message("Shared", "name"));
    private final Descriptor shared = sharedFile.findMessageTypeByName("Shared");
    private final FileDescriptor parcels = file(
            "parcels.proto",
            List.of(sharedFile, TimestampProto.getDescriptor()),
            message("Parcel", "name"),
            message("Pallet", "name").toBuilder()
                    .addNestedType(message("First", "name"))
                    .addNestedType(message("Label", "name"))
                    .build());
    private final Descriptor parcel = parcels.findMessageTypeByName("Parcel");
    private final Descriptor pallet = parcels.findMessageTypeByName("Pallet");

    @Test
    void theFirstMessageStandsBehindAZeroByteItsIdAndAZero() {
        assertThat(write(Map.of(), "t", filled(shared, "Zoë")))
                .containsExactly(0, 0, 0, 0, 1, 0, 10, 4, 'Z', 'o', 0xC3, 0xAB);
    }

    @Test
    void otherMessagesStandBehindTheirPlaces() {
        assertThat(places(parcel)).containsExactly(0);
        assertThat(places(pallet)).containsExactly(2, 2);
        assertThat(places(pallet.findNestedTypeByName("First"))).containsExactly(4, 2, 0);
        assertThat(places(pallet.findNestedTypeByName("Label"))).containsExactly(4, 2, 2);
    }

    @Test
    void theSchemaIsTheDescriptorAndImportsAreReferences() throws Exception {
        write(Map.of(), "t", filled(parcel, "a"));

        RegisteredSchema registered = registry.getLatest("t-value", null);
        assertThat(registered.schema().schemaType()).isEqualTo("PROTOBUF");
        assertThat(registered.schema().references())
                .containsExactly(new SchemaReference("lib/shared.proto", "lib/shared.proto", 1));
        byte[] sent = Base64.getDecoder().decode(registered.schema().schema());
        assertThat(FileDescriptorProto.parseFrom(sent)).isEqualTo(parcels.toProto());
        assertThat(registry.getAllSubjects()).containsExactlyInAnyOrder("t-value", "lib/shared.proto");
    }

    @Test
    void importsMayBeNamedByTheirPackageAndKnownTypesBeKeptToo() {
        String strategy = CONFLUENT + "subject.QualifiedReferenceSubjectNameStrategy";

        write(
                Map.of("reference.subject.name.strategy", strategy, "skip.known.types", "false"),
                "t",
                filled(parcel, "a"));

        assertThat(registry.getAllSubjects())
                .containsExactlyInAnyOrder("t-value", "lib.shared", "google.protobuf.timestamp");
    }

    @Test
    void aMessageComesBackByDescriptorsThatTheRegistryGives() {
        Message label = filled(pallet.findNestedTypeByName("Label"), "x");

        Message back = read(Map.of(), "t", write(Map.of(), "t", label));

        assertThat(back.getDescriptorForType().getFullName()).isEqualTo("house.Pallet.Label");
        assertThat(back.toByteString()).isEqualTo(label.toByteString());
    }

    @Test
    void generatedClassesAreNamedBySettingsOrByTheSchema() {
        Timestamp moment = Timestamp.newBuilder().setSeconds(5).build();
        String setting = "specific.protobuf.value.type";

        byte[] bytes = write(Map.of(), "t", moment);
        byte[] other = write(Map.of(), "u", filled(shared, "a"));

        assertThat(read(Map.of(), "t", bytes)).isInstanceOf(DynamicMessage.class);
        assertThat(read(Map.of("derive.type", "true"), "t", bytes)).isEqualTo(moment);
        assertThat(read(Map.of(setting, Timestamp.class.getName()), "t", bytes)).isEqualTo(moment);
        assertThatThrownBy(() -> serde(Map.of(setting, "java.lang.String"))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> read(Map.of("derive.type", "true"), "u", other))
                .hasMessageContaining("house.SharedOuterClass$Shared");
    }

    @Test
    void theGuidAndThePlaceMayStandInAHeader() {
        Headers headers = new RecordHeaders();
        Map<String, String> inHeader =
                Map.of("value.schema.id.serializer", CONFLUENT + "schema.id.HeaderSchemaIdSerializer");
        ProtobufSerde<Message> serde = serde(inHeader);
        Message data = filled(pallet, "p");

        byte[] bytes = serde.serializer().serialize("t", headers, data);

        assertThat(bytes).containsExactly(10, 1, 'p');
        byte[] header = headers.lastHeader("__value_schema_id").value();
        assertThat(header).hasSize(1 + 16 + 2).startsWith(1).endsWith(2, 2);
        assertThat(serde.deserializer().deserialize("t", headers, bytes).toByteString())
                .isEqualTo(data.toByteString());
        assertThatThrownBy(() -> write(inHeader, "t", data)).hasMessageContaining("PrefixSchemaIdSerializer");
    }

    @Test
    void theNewestSchemaMayHaveTheMessageAtAnotherPlace() throws Exception {
        FileDescriptor newer =
                file("shared.proto", List.of(), message("Earlier", "name"), message("Shared", "name", "more"));
        String text = Base64.getEncoder().encodeToString(newer.toProto().toByteArray());
        registry.register("t-value", new SchemaText("PROTOBUF", text), false);
        Map<String, String> newest = Map.of("auto.register.schemas", "false", "use.latest.version", "true");

        byte[] bytes = write(newest, "t", filled(shared, "a"));

        assertThat(bytes).containsExactly(0, 0, 0, 0, 1, 2, 2, 10, 1, 'a');
        assertThat(read(newest, "t", bytes).getDescriptorForType().getFields()).hasSize(2);
    }

    @Test
    void aSchemaThatWouldMisreadTheDataIsNotWritten() throws Exception {
        for (FieldDescriptorProto.Type type : List.of(
                FieldDescriptorProto.Type.TYPE_INT32,
                FieldDescriptorProto.Type.TYPE_FIXED32,
                FieldDescriptorProto.Type.TYPE_DOUBLE)) {
            FileDescriptor other = file("shared.proto", List.of(), ofType("Shared", type));
            String text = Base64.getEncoder().encodeToString(other.toProto().toByteArray());
            registry.register("t-value", new SchemaText("PROTOBUF", text), false);
            Map<String, String> newest = Map.of("auto.register.schemas", "false", "use.latest.version", "true");
            Map<String, String> lax = new HashMap<>(newest);
            lax.put("latest.compatibility.strict", "false");

            assertThatThrownBy(() -> write(newest, "t", filled(shared, "a")))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("field 1 of house.Shared is of type")
                    .hasMessageContaining("string here (latest.compatibility.strict)");
            assertThat(write(lax, "t", filled(shared, "a"))).endsWith(10, 1, 'a');
        }
    }

    @Test
    void kindsWithOneEncodingFit() {
        Descriptor text = file("a.proto", List.of(), ofType("M", FieldDescriptorProto.Type.TYPE_STRING))
                .findMessageTypeByName("M");
        Descriptor bytes = file("a.proto", List.of(), ofType("M", FieldDescriptorProto.Type.TYPE_BYTES))
                .findMessageTypeByName("M");
        Descriptor whole = file("a.proto", List.of(), ofType("M", FieldDescriptorProto.Type.TYPE_UINT64))
                .findMessageTypeByName("M");
        Descriptor flag = file("a.proto", List.of(), ofType("M", FieldDescriptorProto.Type.TYPE_BOOL))
                .findMessageTypeByName("M");
        Descriptor none = file("a.proto", List.of(), message("M")).findMessageTypeByName("M");

        assertThat(Fits.clash(text, bytes)).isNull();
        assertThat(Fits.clash(whole, flag)).isNull();
        assertThat(Fits.clash(whole, none)).isNull();
        assertThat(Fits.clash(none, whole)).isNull();
        assertThat(Fits.clash(Type.getDescriptor(), Type.getDescriptor())).isNull();
        assertThat(Fits.clash(whole, text)).contains("uint64 there and string here");
    }

    private static DescriptorProto ofType(String name, FieldDescriptorProto.Type type) {
        return DescriptorProto.newBuilder()
                .setName(name)
                .addField(FieldDescriptorProto.newBuilder()
                        .setName("name")
                        .setNumber(1)
                        .setType(type)
                        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL))
                .build();
    }

    @Test
    void subjectsMayBeNamedByMessage() {
        write(
                Map.of("value.subject.name.strategy", CONFLUENT + "subject.TopicRecordNameStrategy"),
                "t",
                filled(shared, "a"));

        assertThat(registry.getAllSubjects()).containsExactly("t-house.Shared");
    }

    @Test
    void damagedBytesAreRefused() throws Exception {
        byte[] good = write(Map.of(), "t", filled(shared, "abc"));
        byte json = (byte)
                registry.register("j", new SchemaText("JSON", "{}"), false).id();

        for (byte[] bad : List.of(
                new byte[] {0, 0, 0, 0, 1},
                new byte[] {0, 0, 0, 0, 1, 2},
                new byte[] {0, 0, 0, 0, 1, 2, 8},
                new byte[] {0, 0, 0, 0, 1, -1, -1, -1, -1, -1, 1},
                new byte[] {0, 0, 0, 0, 1, 1},
                new byte[] {0, 0, 0, 0, 1, 0, 10, 9, 1},
                new byte[] {0, 0, 0, 0, json, 0},
                new byte[] {0, 0, 0, 0, 99, 0},
                new byte[] {1, 0, 0, 0, 1, 0})) {
            assertThatThrownBy(() -> read(Map.of(), "t", bad))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("topic t");
        }
        assertThat(read(Map.of(), "t", good)).isNotNull();
        assertThat(serde(Map.of()).deserializer().deserialize("t", (byte[]) null))
                .isNull();
    }

    @Property(tries = 500)
    void damagedMessagesAreReadOrRefusedAsSuch(@ForAll Random random) {
        Type message = Type.newBuilder()
                .setName("name")
                .addOptions(Option.newBuilder().setName("o").setValue(Any.getDefaultInstance()))
                .build();
        for (Map<String, String> settings :
                List.of(Map.<String, String>of(), Map.of("specific.protobuf.value.type", Type.class.getName()))) {
            ProtobufSerde<Message> serde = serde(settings);
            byte[] bytes = serde.serializer().serialize("t", message);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            try {
                serde.deserializer().deserialize("t", cut);
            } catch (SerializationException e) {
                assertThat(e.getMessage()).contains("topic t");
            }
        }
    }

    @Property(tries = 200)
    void anyTextAndBytesGoThereAndBack(
            @ForAll @CharRange(from = '\u0000', to = '\ud7ff') String text, @ForAll byte[] more) {
        Any any = Any.newBuilder().setValue(ByteString.copyFrom(more)).build();
        Type message = Type.newBuilder()
                .setName(text)
                .addOptions(Option.newBuilder().setValue(any))
                .build();

        Message back = read(Map.of(), "t", write(Map.of(), "t", message));

        assertThat(back.getDescriptorForType().getFullName()).isEqualTo("google.protobuf.Type");
        assertThat(back.toByteString()).isEqualTo(message.toByteString());
    }

    private byte[] places(Descriptor message) {
        byte[] bytes = write(Map.of(), "t", DynamicMessage.getDefaultInstance(message));
        return Arrays.copyOfRange(bytes, 5, bytes.length);
    }

    private byte[] write(Map<String, ?> settings, String topic, Message message) {
        return serde(settings).serializer().serialize(topic, message);
    }

    private Message read(Map<String, ?> settings, String topic, byte[] bytes) {
        return serde(settings).deserializer().deserialize(topic, bytes);
    }

    private ProtobufSerde<Message> serde(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(Map.of("schema.registry.url", "mock://unused"));
        settings.putAll(more);
        ProtobufSerde<Message> serde = new ProtobufSerde<>(registry);
        serde.configure(settings, false);
        return serde;
    }

    private static Message filled(Descriptor type, String name) {
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("name"), name)
                .build();
    }

    private static DescriptorProto message(String name, String... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        for (String field : fields) {
            message.addField(FieldDescriptorProto.newBuilder()
                    .setName(field)
                    .setNumber(message.getFieldCount() + 1)
                    .setType(FieldDescriptorProto.Type.TYPE_STRING)
                    .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL));
        }
        return message.build();
    }

    private static FileDescriptor file(String name, List<FileDescriptor> imports, DescriptorProto... messages) {
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName(name)
                .setPackage("house")
                .setSyntax("proto3")
                .addAllMessageType(List.of(messages));
        imports.forEach(imported -> file.addDependency(imported.getName()));
        try {
            return FileDescriptor.buildFrom(file.build(), imports.toArray(new FileDescriptor[0]));
        } catch (DescriptorValidationException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
