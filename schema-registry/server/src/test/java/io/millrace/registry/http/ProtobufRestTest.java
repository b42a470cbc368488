package io.millrace.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.millrace.registry.http.TestRegistry.Answer;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Protobuf schemas, over real HTTP. */
class ProtobufRestTest extends RestFixture {
    private static final String ORDER =
            "// An order.\nsyntax = \"proto3\"; package shop; message Order { int64 id = 1; string who = 2; }";
    private static final String KEPT =
            "syntax = \"proto3\";\npackage shop;\n\nmessage Order {\n  int64 id = 1;\n  string who = 2;\n}\n";

    private static String proto(String text, String... reference) {
        ObjectNode body = TestRegistry.JSON
                .createObjectNode()
                .put("schemaType", "PROTOBUF")
                .put("schema", text);
        if (reference.length > 0) {
            body.putArray("references")
                    .addObject()
                    .put("name", reference[0])
                    .put("subject", reference[1])
                    .put("version", 1);
        }
        return body.toString();
    }

    private Answer register(String text, String... reference) {
        return rest.post("/subjects/" + s + "/versions", proto(text, reference));
    }

    @Test
    void aSchemaIsRegisteredEvolvesAndIsRefused() {
        Answer first = register(ORDER);
        Answer second = register(ORDER.replace("}", "optional bool paid = 3; }"));
        Answer clash = register(ORDER.replace("string who", "double who"));

        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertThat(clash.code()).isEqualTo("409/40901");
        assertThat(clash.message())
                .contains("FIELD_SCALAR_KIND_CHANGED", "'#/Order/2'", "{oldSchemaVersion: 2}", "'BACKWARD'");
        JsonNode version = rest.get("/subjects/" + s + "/versions/1").json();
        assertThat(version.path("schemaType").asText()).isEqualTo("PROTOBUF");
        assertThat(version.path("schema").asText()).isEqualTo(KEPT);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1,2]");
    }

    @Test
    void anotherLayoutIsTheSameSchema() {
        int id = register(ORDER).json().path("id").asInt();

        assertThat(register(KEPT).json().path("id").asInt()).isEqualTo(id);
        assertThat(rest.get("/subjects/" + s + "/versions").body()).isEqualTo("[1]");
    }

    @Test
    void aCheckExplainsItself() {
        register(ORDER);

        Answer answer = rest.post(
                "/compatibility/subjects/" + s + "/versions/latest?verbose=true&explain=true",
                proto("syntax = \"proto3\"; package shop; message Order { int64 id = 1; repeated int32 who = 2; }"));

        assertThat(answer.json().path("is_compatible").asBoolean()).isFalse();
        assertThat(answer.body())
                .contains(
                        "FIELD_SCALAR_KIND_CHANGED",
                        "#/Order/2",
                        "string who = 2;",
                        "repeated int32 who = 2;",
                        "reserve 2");
    }

    @Test
    void whatIsLetThroughAndChangesAMeaningIsNamed() {
        register(ORDER);
        String renamed = ORDER.replace("string who", "string customer");

        Answer answer = rest.post("/compatibility/subjects/" + s + "/versions/latest?explain=true", proto(renamed));

        assertThat(answer.json().path("is_compatible").asBoolean()).isTrue();
        assertThat(answer.body()).contains("field-name-changed", "#/Order/2", "json_name");
        register(renamed);
        assertThat(rest.get("/subjects/" + s + "/diff?from=1&to=2").body())
                .contains("#/Order/2", "string who = 2;", "string customer = 2;");
    }

    @Test
    void anImportIsFoundByTheReferencesName() {
        String common = s + "-common";
        rest.post(
                "/subjects/" + common + "/versions",
                proto("syntax = \"proto3\"; package shop; message Money { int64 units = 1; }"));
        String text = "syntax = \"proto3\"; package shop; import \"shop/money.proto\"; message Bill { Money sum = 1; }";

        Answer without = register(text);
        Answer with = register(text, "shop/money.proto", common);

        assertThat(without.code()).isEqualTo("422/42201");
        assertThat(without.message()).contains("Invalid schema", "details: \"shop/money.proto\" is imported");
        assertThat(with.status()).as(with.body()).isEqualTo(200);
        assertThat(rest.get("/subjects/" + common + "/versions/1/referencedby").body())
                .isEqualTo("[" + with.json().path("id").asInt() + "]");
        assertThat(rest.delete("/subjects/" + common + "/versions/1").code()).isEqualTo("422/42206");
    }

    @Test
    void aDescriptorsBytesAreASchemaToo() throws Exception {
        int id = register(ORDER).json().path("id").asInt();

        String bytes = rest.get("/schemas/ids/" + id + "?format=serialized")
                .json()
                .path("schema")
                .asText();
        FileDescriptorProto file =
                FileDescriptorProto.parseFrom(Base64.getDecoder().decode(bytes));

        assertThat(file.getPackage()).isEqualTo("shop");
        assertThat(file.getMessageType(0).getField(1).getName()).isEqualTo("who");
        Answer found = rest.post("/subjects/" + s, proto(bytes));
        assertThat(found.status()).as(found.body()).isEqualTo(200);
        assertThat(found.json().path("id").asInt()).isEqualTo(id);
        assertThat(found.json().path("schema").asText()).isEqualTo(KEPT);
        assertThat(register(bytes).json().path("id").asInt()).isEqualTo(id);
    }

    @Test
    void aNormalizedSchemaIsFoundInAnyOrder() {
        String text = "syntax = \"proto3\"; package p; message M { N n = 2; string a = 1; message N {} }";
        String other = "syntax = \"proto3\"; package p; message M { message N {} string a = 1; .p.M.N n = 2; }";

        int id = rest.post("/subjects/" + s + "/versions?normalize=true", proto(text))
                .json()
                .path("id")
                .asInt();

        assertThat(rest.post("/subjects/" + s + "?normalize=true", proto(other))
                        .json()
                        .path("id")
                        .asInt())
                .isEqualTo(id);
    }

    /** What a generated class knows of its schema are full names, and imports as references. */
    @Test
    void aSchemaWrittenByHandIsFoundByItsDescriptor() {
        String text = "syntax = \"proto3\"; package p; import \"google/protobuf/struct.proto\";"
                + " option java_package = \"x\"; option java_multiple_files = true;"
                + " message M { N n = 2; map<string, N> m = 3; google.protobuf.Struct s = 1; message N { E e = 1; } }"
                + " enum E { NONE = 0; }";
        String struct = "syntax = \"proto3\"; package google.protobuf; message Struct {}";
        String known = "google/protobuf/struct.proto";
        rest.post("/subjects/" + s + "-struct/versions", proto(struct));
        int id = register(text).json().path("id").asInt();
        String bytes = rest.get("/schemas/ids/" + id + "?format=serialized")
                .json()
                .path("schema")
                .asText();

        for (String query : new String[] {"", "?normalize=true"}) {
            assertThat(rest.post("/subjects/" + s + query, proto(bytes))
                            .json()
                            .path("id")
                            .asInt())
                    .isEqualTo(id);
            Answer found = rest.post("/subjects/" + s + query, proto(bytes, known, s + "-struct"));
            assertThat(found.json().path("id").asInt()).as(found.body()).isEqualTo(id);
        }
        String other = text.replace("E e = 1;", "E e = 2;");
        assertThat(rest.post("/subjects/" + s, proto(other)).code()).isEqualTo("404/40403");
    }

    @Test
    void anotherTypeDoesNotFollow() {
        register(ORDER);

        assertThat(rest.post("/subjects/" + s + "/versions", TestRegistry.body(ONE))
                        .code())
                .isEqualTo("409/40901");
    }

    @Test
    void whatWouldBeKeptAsNothingOrTooLongIsRefused() {
        String path = "/subjects/" + s + "/versions";
        StringBuilder dense = new StringBuilder("syntax=\"proto3\";");
        for (int i = 0; dense.length() < 880_000; i++) {
            dense.append("message M").append(i).append("{int32 a=1;}");
        }

        for (String empty : new String[] {"// nothing", "////", "CgA="}) {
            assertThat(rest.post(path, proto(empty)).code()).as(empty).isEqualTo("422/42201");
        }
        assertThat(rest.post(path, proto(dense.toString())).code()).isEqualTo("422/42209");
        assertThat(rest.get(path).code()).isEqualTo("404/40401");
    }

    @Test
    void whatIsNoSchemaIsRefused() {
        for (String text : new String[] {
            "hello",
            "{\"type\":\"record\"}",
            "syntax = \"proto9\";",
            "message M {",
            "syntax = \"proto3\"; message M { Nothing a = 1; }",
            "syntax = \"proto3\"; message M { int32 a = 1; int32 b = 1; }",
            "message A {".repeat(10_000),
            "AAAA"
        }) {
            Answer answer = register(text);
            assertThat(answer.code()).as(text).isEqualTo("422/42201");
            assertThat(answer.message()).startsWith("Invalid schema").contains("details: ");
        }
    }

    @Test
    void theTypeIsNamed() {
        assertThat(rest.get("/schemas/types").json())
                .anyMatch(type -> type.asText().equals("PROTOBUF"));
    }
}
