package io.millrace.registry.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.AnyProto;
import com.google.protobuf.ApiProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TypeProto;
import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a Protobuf schema, and how it is kept. */
class ProtobufProviderTest {
    private static final ProtobufProvider PROVIDER = new ProtobufProvider();
    private static final String P3 = "syntax = \"proto3\"; ";

    private static final String WHOLE = """
            // Of everything something.
            syntax = "proto3";
            package com.acme;
            import "google/protobuf/timestamp.proto";
            import "confluent/meta.proto";
            option java_package = "x.y";
            /* A record. */
            message R {
              option deprecated = true;
              reserved 5, 7 to 9, 100 to max; reserved "old", 'older';
              string f1 = 1 [json_name = "F1", deprecated=true]; // the first
              optional int32 o = 2;
              repeated sint32 l = 3 [packed = false];
              map<string, N> m = 4;
              oneof k { string a = 10; N b = 11; }
              google.protobuf.Timestamp ts = 12 [(confluent.field_meta).doc = "when",
                  (confluent.field_meta).tags = "PII"];
              E e = 13;
              message N { bytes x = 1; }
              enum E { option allow_alias = true; A = 0; B = 0x1 [deprecated = true]; C = 1; reserved 7, 9 to 12; }
            }
            message Empty {}
            service S { rpc Get (R) returns (stream R) { option deprecated = true; } }
            """;

    private static final String WHOLE_KEPT = """
            syntax = "proto3";
            package com.acme;

            import "google/protobuf/timestamp.proto";
            import "confluent/meta.proto";

            option java_package = "x.y";

            message R {
              reserved 5, 7 to 9, 100 to 536870911;
              reserved "old", "older";

              option deprecated = true;

              string f1 = 1 [
                deprecated = true,
                json_name = "F1"
              ];
              optional int32 o = 2;
              repeated sint32 l = 3 [packed = false];
              map<string, N> m = 4;
              google.protobuf.Timestamp ts = 12 [
                (confluent.field_meta).doc = "when",
                (confluent.field_meta).tags = "PII"
              ];
              E e = 13;

              oneof k {
                string a = 10;
                N b = 11;
              }

              message N {
                bytes x = 1;
              }
              enum E {
                reserved 7, 9 to 12;
                option allow_alias = true;
                A = 0;
                B = 1 [deprecated = true];
                C = 1;
              }
            }
            message Empty {}

            service S {
              rpc Get (R) returns (stream R) {
                option deprecated = true;
              };
            }
            """;

    @Test
    void aTextIsKeptWithoutCommentsInOneLayout() {
        ParsedSchema schema = parse(WHOLE);

        assertThat(schema.canonical()).isEqualTo(WHOLE_KEPT);
        assertThat(parse(WHOLE_KEPT).canonical()).isEqualTo(WHOLE_KEPT);
    }

    @Test
    void serializedAndBackIsTheSame() {
        ParsedSchema schema = parse(WHOLE);

        ParsedSchema back = parse(schema.formatted("serialized"));

        assertThat(back.normalized()).isEqualTo(schema.normalized());
        assertThat(parse(schema.normalized()).normalized()).isEqualTo(schema.normalized());
        assertThat(back.canonical()).contains("(confluent.field_meta) = {", "doc: \"when\"", "\"PII\"");
    }

    @Test
    void proto2AndEditionsAreUnderstood() {
        String proto2 = """
                syntax = "proto2";

                message R {
                  required string f1 = 1 [default = "a\\nb\\"c"];
                  optional int32 o = 2 [default = -1];
                  optional E e = 3 [default = B];
                  optional double d = 5 [default = inf];
                  optional bytes by = 6 [default = "\\001\\377"];

                  repeated group Result = 4 {
                    required string url = 1;
                  }

                  extensions 100 to 199;
                  extensions 500 to max;

                  extend R {
                    optional int32 ext = 150;
                  }

                  enum E {
                    A = 0;
                    B = -1;
                    H = 16;
                  }
                }

                extend R {
                  optional string more = 151;
                  repeated group G = 152 {
                    optional int32 z = 1;
                  }
                }
                """;
        String edition = """
                edition = "2023";
                package p;

                option features.field_presence = IMPLICIT;

                message R {
                  int32 b = 2 [features.field_presence = LEGACY_REQUIRED];
                  N n = 3 [features.message_encoding = DELIMITED];

                  message N {
                    int32 x = 1;
                  }
                }
                """;

        for (String text : new String[] {proto2, edition}) {
            ParsedSchema schema = parse(text);
            assertThat(schema.canonical()).isEqualTo(text);
            assertThat(parse(schema.formatted("serialized")).normalized()).isEqualTo(schema.normalized());
        }
    }

    @Test
    void googlesOwnFilesComeBackAsTheyWent() throws Exception {
        for (FileDescriptor file : new FileDescriptor[] {
            AnyProto.getDescriptor(),
            ApiProto.getDescriptor(),
            DescriptorProtos.getDescriptor(),
            JavaFeaturesProto.getDescriptor(),
            StructProto.getDescriptor(),
            TypeProto.getDescriptor()
        }) {
            String bytes = Base64.getEncoder().encodeToString(file.toProto().toByteArray());

            ParsedSchema schema = PROVIDER.parse(bytes, Map.of(), false);
            ParsedSchema read = PROVIDER.parse(schema.canonical(), Map.of(), false);

            assertThat(read.canonical()).isEqualTo(schema.canonical());
            assertThat(read.normalized()).isEqualTo(schema.normalized());
            assertThat(read.formatted("serialized")).isEqualTo(schema.formatted("serialized"));
        }
    }

    @Test
    void normalizedKnowsNoOrderAndNoShortNames() {
        String one = P3 + "package p; option java_package = \"a\"; option cc_enable_arenas = true;"
                + " message M { N n = 2; string a = 1 [deprecated = true, ctype = CORD]; message N {} }"
                + " enum E { Z = 0; B = 2; A = 1; }";
        String two = P3 + "package p; option cc_enable_arenas = true; option java_package = \"a\";"
                + " message M { message N {} string a = 1 [ctype = CORD, json_name = \"a\", deprecated = true];"
                + " .p.M.N n = 2; } enum E { Z = 0; A = 1; B = 2; }";

        assertThat(parse(one).canonical()).isNotEqualTo(parse(two).canonical());
        assertThat(parse(one).normalized()).isEqualTo(parse(two).normalized());
    }

    @Test
    void messagesAndTheDefaultOfAnEnumKeepTheirPlaces() {
        String normal = parse(P3 + "message B {} message A {}").normalized();
        String values = parse("enum E { ONE = 1; ZERO = 0; }").normalized();

        assertThat(normal.indexOf("message B")).isLessThan(normal.indexOf("message A"));
        assertThat(values.indexOf("ONE")).isLessThan(values.indexOf("ZERO"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "google/protobuf/any.proto",
                "google/protobuf/struct.proto",
                "google/protobuf/field_mask.proto",
                "google/protobuf/wrappers.proto",
                "google/type/money.proto",
                "google/type/datetime.proto",
                "google/type/phone_number.proto",
                "google/type/interval.proto",
                "confluent/meta.proto",
                "confluent/type/decimal.proto",
                "confluent/type/variant.proto"
            })
    void knownFilesNeedNoReference(String name) {
        assertThat(parse(P3 + "import \"" + name + "\"; message M {}").canonical())
                .contains(name);
    }

    @Test
    void importsAreFollowedThroughReferences() {
        Map<String, String> references = Map.of(
                "a.proto", P3 + "import public \"b.proto\"; message A { B b = 1; }",
                "b.proto", P3 + "message B { int32 x = 1; }");

        ParsedSchema schema =
                PROVIDER.parse(P3 + "import \"a.proto\"; message M { A a = 1; B b = 2; }", references, true);

        assertThat(schema.normalized()).contains(".A a = 1;", ".B b = 2;");
    }

    @Test
    void aRingOfImportsIsNamed() {
        Map<String, String> references = Map.of(
                "a.proto", P3 + "import \"b.proto\"; message A {}",
                "b.proto", P3 + "import \"a.proto\"; message B {}");

        assertThatThrownBy(() -> PROVIDER.parse(P3 + "import \"a.proto\";", references, true))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("ring: a.proto -> b.proto -> a.proto");
    }

    @Test
    void whatIsWrongInAnImportIsNamedWithIt() {
        assertThatThrownBy(() -> PROVIDER.parse(
                        P3 + "import \"a.proto\";", Map.of("a.proto", P3 + "message A { Gone g = 1; }"), true))
                .hasMessage("Invalid schema of type PROTOBUF, details: in \"a.proto\": A.g: \"Gone\" is not defined.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message M { M m = 1; } } # expected a name but found '}'",
                "message M { int32 a = 1; int32 b = 1; } # Field number 1 has already been used",
                "message M { Foo a = 1; } # \"Foo\" is not defined",
                "import \"zz.proto\"; # \"zz.proto\" is imported, but no reference has that name",
                "import \"a/../zz.proto\"; # is imported, but no reference",
                "message M { int32 a = 0; } # must be positive",
                "message M { int32 a = 19500; } # Protobuf's own",
                "message M { int32 a = 536870912; } # is not from 1 to 536870911",
                "message M { int32 a = 99999999999; } # out of range",
                "message M { reserved 3; int32 a = 3; } # the number 3 is reserved",
                "message M { reserved \"a\"; int32 a = 3; } # the name 'a' is reserved",
                "message M { int32 a = 1 } # expected ';' but found '}'",
                "message M { required int32 a = 1; } # proto3 has no such thing as a required field",
                "message M { int32 a = 1 [default = 5]; } # proto3",
                "message M { map<float, string> m = 1; } # the key of a map",
                "message M { map<string, map<string, string>> m = 1; } # expected",
                "message M { oneof k { } } # ",
                "message M { oneof k { repeated int32 a = 1; } } # has no label",
                "message M {} message M {} # \"M\" is already defined",
                "enum E { A = 1; } # the first value of an enum",
                "enum E { A = 0; B = 0; } # allow_alias",
                "enum E { reserved 1; A = 0; B = 1; } # is reserved in E",
                "option java_multiple_files = 5; # does not fit its type bool",
                "message M { string a = 1; /* # the comment does not end",
                "message M { string a = 1 [json_name = \"x]; } # the string does not end",
                "import \"google/protobuf/any.proto\"; import \"google/protobuf/any.proto\"; # is imported twice",
                "package a; package b; # a second package",
                "package .a; # expected a name but found '.'",
                "extend Foo { int32 a = 1; } # \"Foo\" is not defined",
                "service S { rpc Get (A) returns (B); } # \"A\" is not defined",
                "hello # expected a definition but found 'hello'"
            })
    void whatIsWrongIsNamed(String row) {
        String[] parts = row.split(" # ", -1);

        assertThatThrownBy(() -> parse(P3 + parts[0]))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Invalid schema of type PROTOBUF, details: ")
                .hasMessageContaining(parts[1]);
    }

    @Test
    void aKeptSchemaIsReadThatWouldNotBeAcceptedAnew() {
        String text = P3 + "enum E { A = 1; }";

        assertThatThrownBy(() -> PROVIDER.parse(text, Map.of(), true)).isInstanceOf(Refusal.class);
        assertThat(PROVIDER.parse(text, Map.of(), false).canonical()).contains("A = 1;");
    }

    @Test
    void depthAndWidthAreBounded() {
        String deep = "message M {".repeat(201) + "}".repeat(201);
        StringBuilder many = new StringBuilder(P3 + "message M { ");
        for (int i = 1; many.length() < 800_000; i++) {
            many.append(String.format("oneof a%d { int32 b%<d = %<d; } ", i < 19_000 ? i : i + 1_000));
        }

        ParsedSchema deepest = parse("message M {".repeat(150) + "}".repeat(150));

        assertThat(parse(deepest.formatted("serialized")).normalized()).isEqualTo(deepest.normalized());
        assertThatThrownBy(() -> parse(deep)).hasMessageContaining("nested deeper than 200 levels");
        assertThatThrownBy(() -> parse("message M {".repeat(80_000))).hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> parse("option (a) = { b " + "{ c ".repeat(80_000)))
                .hasMessageContaining("nested deeper");
        assertThat(parse(many + "}").normalized()).contains("oneof a20");
    }

    @Test
    void longNamesMakeNoLongAnswers() {
        String name = "A".repeat(100_000);
        StringBuilder fields = new StringBuilder();
        for (int i = 1; i < 2_000; i++) {
            fields.append("int32 f" + i + " = " + i + ";");
        }
        ParsedSchema old = parse(P3 + "message " + name + " {" + fields + "}");
        ParsedSchema now =
                parse(P3 + "message " + name + " {" + fields.toString().replace("int32", "string") + "}");

        List<Incompatibility> found = now.unreadable(old, Direction.NEW_READS_OLD);

        assertThat(found).hasSize(1_000).allMatch(each -> each.toString().length() < 2_000);
        assertThat(found.get(0).pointer()).startsWith("#/…").endsWith("A/1");
        assertThat(now.changesSince(old)).allMatch(each -> each.pointer().length() < 2_000);
        assertThatThrownBy(() -> parse(P3 + "message M { " + name + " a = 1; }"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2_000));
    }

    @Test
    void aDescriptorThatNoTextSaysIsRefused() {
        String bytes = Base64.getEncoder()
                .encodeToString(DescriptorProtos.FileDescriptorProto.newBuilder()
                        .setSyntax("proto3")
                        .setPackage("p")
                        .setOptions(DescriptorProtos.FileOptions.newBuilder()
                                .addUninterpretedOption(DescriptorProtos.UninterpretedOption.newBuilder()
                                        .addName(DescriptorProtos.UninterpretedOption.NamePart.newBuilder()
                                                .setNamePart("a b {")
                                                .setIsExtension(false))
                                        .setIdentifierValue("}")))
                        .build()
                        .toByteArray());

        assertThatThrownBy(() -> parse(bytes)).isInstanceOf(Refusal.class);
    }

    @Test
    void manyOptionsAreReadInTime() {
        StringBuilder many = new StringBuilder(P3 + "message M { ");
        for (int i = 1; many.length() < 800_000; i++) {
            many.append("option (a.b").append(i).append(") = 1; ");
        }

        assertThat(parse(many + "}").normalized()).contains("(a.b20) = 1");
    }

    @Test
    void customOptionsOfOnesOwnSurvive() {
        String text = "syntax = \"proto3\"; package p; import \"google/protobuf/descriptor.proto\";"
                + " message Info { string doc = 1; repeated int32 n = 2; }"
                + " extend google.protobuf.FieldOptions { Info info = 50001; string tag = 50002; }"
                + " message M { string a = 1 [(info) = { doc: \"x\" n: [1, -2] }, (tag) = \"PII\", (gone) = 1]; }";
        ParsedSchema schema = parse(text);

        ParsedSchema back = parse(schema.formatted("serialized"));

        assertThat(schema.canonical()).contains("(info) = {", "(tag) = \"PII\"", "(gone) = 1");
        assertThat(back.canonical()).contains("(p.info) = {", "doc: \"x\"", "-2", "(p.tag) = \"PII\"");
        assertThat(schema.formatted("ignore_extensions")).doesNotContain("(info)", "extend");
    }

    @Test
    void changesAreListedByPath() {
        ParsedSchema old = parse(P3 + "package p; message M { int32 a = 1; int32 b = 2; } enum E { X = 0; Y = 1; }");
        ParsedSchema now = parse(
                P3
                        + "package p; message M { int64 a = 1; oneof k { string c = 3; } } message N {} enum E { X = 0; Z = 1; }");

        assertThat(now.changesSince(old))
                .containsExactly(
                        new Change(Change.Kind.CHANGED, "#/M/1", "int32 a = 1;", "int64 a = 1;"),
                        new Change(Change.Kind.ADDED, "#/M/3", null, "oneof k { string c = 3; }"),
                        new Change(Change.Kind.REMOVED, "#/M/2", "int32 b = 2;", null),
                        new Change(Change.Kind.ADDED, "#/N", null, "message N"),
                        new Change(Change.Kind.CHANGED, "#/E/1", "Y = 1;", "Z = 1;"));
        assertThat(now.changesSince(now)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "message M { int32 a = 1; } # message M { int32 b = 1; } # field-name-changed #/M/1",
                "message M { int32 a = 1; } # message M { int32 b = 1 [json_name = \"a\"]; } # ",
                "message M { int32 a = 1; } # message M { } # removed-field-not-reserved #/M/1",
                "message M { int32 a = 1; } # message M { reserved 1; } # ",
                "message M { int32 a = 1; } # message M { int32 a = 2; } # field-number-changed #/M/1",
                "message M { int64 a = 1; } # message M { int32 a = 1; } # type-narrowed #/M/1",
                "message M { int32 a = 1; } # message M { int64 a = 1; } # ",
                "message M { int32 a = 1; } # message M { uint32 a = 1; } # type-narrowed #/M/1",
                "message M { int32 a = 1; } # message M { bool a = 1; } # type-narrowed #/M/1",
                "message M { bytes a = 1; } # message M { string a = 1; } # type-narrowed #/M/1",
                "message M { string a = 1; } # message M { bytes a = 1; } # ",
                "message M { repeated string a = 1; } # message M { string a = 1; } # repeated-to-single #/M/1",
                "enum E { X = 0; Y = 1; } # enum E { X = 0; Z = 1; } # enum-value-renamed #/E/1",
                "enum E { X = 0; Y = 1; } # enum E { X = 0; } # removed-value-not-reserved #/E/1",
                "enum E { X = 0; Y = 1; } # enum E { X = 0; reserved 1; } # ",
                "message M { enum E { X = 0; Y = 1; } } # message M { enum E { X = 0; Z = 1; } } # enum-value-renamed #/M/E/1"
            })
    void whatBytesSurviveAndMeaningDoesNotIsFound(String row) {
        String[] parts = row.split(" # ", -1);

        assertThat(parse(P3 + parts[1]).lint(parse(P3 + parts[0])))
                .extracting(each -> each.rule() + " " + each.pointer())
                .isEqualTo(parts[2].isBlank() ? List.of() : List.of(parts[2]));
    }

    @Test
    void aFirstVersionIsLintedToo() {
        assertThat(parse("message M { required int32 a = 1; } enum E { RED = 0; }")
                        .lint())
                .extracting(Finding::rule)
                .containsExactly("enum-zero-value", "required-field");
        assertThat(parse(P3 + "enum E { E_UNSPECIFIED = 0; }").lint()).isEmpty();
    }

    private static ParsedSchema parse(String text) {
        return PROVIDER.parse(text, Map.of(), true);
    }
}
