package io.millrace.registry.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which schema may follow which. */
class ProtobufCompatibilityTest {
    private static final ProtobufProvider PROVIDER = new ProtobufProvider();

    /** A row of the table. */
    record Verdict(String what, String old, String now, String backward, String forward) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Verdict> verdicts() throws IOException {
        try (InputStream in = ProtobufCompatibilityTest.class.getResourceAsStream("verdicts.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("#") && !line.isBlank())
                            .map(line -> line.split("\\|", -1))
                            .map(cells -> new Verdict(
                                    cells[1].strip(),
                                    file(cells[0], cells[2]),
                                    file(cells[0], cells[3]),
                                    cells.length > 4 ? cells[4].strip() : "",
                                    cells.length > 5 ? cells[5].strip() : ""))
                            .toList()
                            .stream();
        }
    }

    private static String file(String syntax, String text) {
        return "syntax = \"proto" + syntax.strip() + "\";" + text.strip();
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void theTableHolds(Verdict verdict) {
        ParsedSchema old = parse(verdict.old());
        ParsedSchema now = parse(verdict.now());

        assertThat(rules(now.unreadable(old, Direction.NEW_READS_OLD))).isEqualTo(verdict.backward());
        assertThat(rules(old.unreadable(now, Direction.OLD_READS_NEW))).isEqualTo(verdict.forward());
    }

    @Test
    void theTableIsThere() throws IOException {
        assertThat(verdicts()).hasSizeGreaterThan(200);
    }

    @Test
    void anIncompatibilityExplainsItself() {
        ParsedSchema old = parse("syntax = \"proto3\"; package p; message M { int32 amount = 3; }");
        ParsedSchema now = parse("syntax = \"proto3\"; package p; message M { string amount = 3; }");

        Incompatibility found = now.unreadable(old, Direction.NEW_READS_OLD).get(0);

        assertThat(found)
                .hasToString("{errorType:'FIELD_SCALAR_KIND_CHANGED', description:'The kind of a SCALAR field at path"
                        + " '#/M/3' in the new schema does not match its kind in the old schema',"
                        + " additionalInfo:'amount'}");
        assertThat(found.pointer()).isEqualTo("#/M/3");
        assertThat(found.reader()).isEqualTo("string amount = 3;");
        assertThat(found.writer()).isEqualTo("int32 amount = 3;");
        assertThat(found.mend()).isEqualTo("keep \"int32 amount = 3;\", or reserve 3 and give the field a new number");
    }

    @Test
    void whatIsMissingIsToldFromTheNewSchemasSide() {
        ParsedSchema one = parse("syntax = \"proto3\"; message M {}");
        ParsedSchema two = parse("syntax = \"proto3\"; message M {} message N {}");

        Incompatibility removed = one.unreadable(two, Direction.NEW_READS_OLD).get(0);
        Incompatibility added = one.unreadable(two, Direction.OLD_READS_NEW).get(0);

        assertThat(removed.description())
                .isEqualTo("The new schema is missing a MESSAGE type at path '#/N' in the old schema");
        assertThat(removed.reader()).isNull();
        assertThat(removed.writer()).isEqualTo("message N");
        assertThat(removed.mend()).isEqualTo("keep \"message N\"");
        assertThat(added.description())
                .isEqualTo("The old schema is missing a MESSAGE type at path '#/N' in the new schema");
        assertThat(added.mend()).isEqualTo("leave out \"message N\": older readers do not know it");
    }

    @Test
    void whatIsImportedIsComparedToo() {
        String file = "syntax = \"proto3\"; import \"n.proto\"; message M { q.N n = 1; }";
        ParsedSchema old = parse(file, "n.proto", "syntax = \"proto3\"; package q; message N { int32 a = 1; }");
        ParsedSchema wider = parse(file, "n.proto", "syntax = \"proto3\"; package q; message N { int64 a = 1; }");
        ParsedSchema other = parse(file, "n.proto", "syntax = \"proto3\"; package q; message N { string a = 1; }");

        assertThat(wider.unreadable(old, Direction.NEW_READS_OLD)).isEmpty();
        assertThat(rules(other.unreadable(old, Direction.NEW_READS_OLD)))
                .isEqualTo("FIELD_SCALAR_KIND_CHANGED #/N/1, FIELD_NAMED_TYPE_CHANGED #/M/1");
    }

    @Test
    void aTypeMayMoveToAnotherPackageWithAnotherImport() {
        ParsedSchema old = parse(
                "syntax = \"proto3\"; import \"a.proto\"; message M { a.O.N n = 1; }",
                "a.proto",
                "syntax = \"proto3\"; package a; message O { message N { int32 x = 1; } }");
        ParsedSchema now = parse(
                "syntax = \"proto3\"; import \"b.proto\"; message M { b.O.N n = 1; }",
                "b.proto",
                "syntax = \"proto3\"; package b; message O { message N { int32 x = 1; } }");

        assertThat(now.unreadable(old, Direction.NEW_READS_OLD)).isEmpty();
    }

    @Test
    void manyMessagesThatNameEachOtherAreComparedInTime() {
        StringBuilder text = new StringBuilder("syntax = \"proto3\";");
        for (int i = 0; i < 300; i++) {
            text.append("message M").append(i).append(" {");
            for (int j = 0; j < 40; j++) {
                text.append("M")
                        .append((i * 7 + j * 13) % 300)
                        .append(" f")
                        .append(j)
                        .append(" = ");
                text.append(j + 1).append(";");
            }
            text.append("int32 n = 100; }");
        }
        ParsedSchema old = parse(text.toString());
        ParsedSchema now = parse(text.toString().replace("int32 n = 100;", "string n = 100;"));

        assertThat(now.unreadable(old, Direction.NEW_READS_OLD)).hasSize(1_000);
    }

    private static String rules(List<Incompatibility> found) {
        return String.join(
                ", ",
                found.stream()
                        .map(each -> each.errorType() + " " + each.pointer())
                        .toList());
    }

    private static ParsedSchema parse(String text, String... references) {
        return PROVIDER.parse(text, references.length == 0 ? Map.of() : Map.of(references[0], references[1]), true);
    }
}
