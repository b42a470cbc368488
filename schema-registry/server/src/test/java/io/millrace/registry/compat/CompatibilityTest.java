package io.millrace.registry.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.registry.avro.AvroProvider;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws that hold for all schemas, and each rule by an example. */
class CompatibilityTest {
    @Property(tries = 200)
    void aSchemaFollowsItselfAtEveryLevel(@ForAll("schemas") String schema, @ForAll Level level) {
        assertThat(found(level, schema, schema)).isEmpty();
    }

    @Property(tries = 200)
    void forwardIsBackwardTheOtherWayRound(@ForAll("schemas") String a, @ForAll("schemas") String b) {
        assertThat(found(Level.FORWARD, a, b).isEmpty())
                .isEqualTo(found(Level.BACKWARD, b, a).isEmpty());
    }

    @Property(tries = 200)
    void fullIsBoth(@ForAll("schemas") String a, @ForAll("schemas") String b) {
        assertThat(found(Level.FULL, a, b))
                .hasSize(found(Level.BACKWARD, a, b).size()
                        + found(Level.FORWARD, a, b).size());
    }

    @Property(tries = 200)
    void whatHoldsWithAllHoldsWithTheLast(@ForAll("histories") List<String> history, @ForAll Level level) {
        if (level.transitive() && verdict(level, history).isCompatible()) {
            Level plain = Level.of(level.name().replace("_TRANSITIVE", ""));
            assertThat(verdict(plain, history).isCompatible()).isTrue();
        }
        assertThat(verdict(Level.NONE, history).isCompatible()).isTrue();
    }

    @Test
    void unionsTooWideToBeComparedAreRefusedBeforeTheyFillTheMemory() {
        String ints = unionOf(500, "int");
        String strings = unionOf(500, "string");

        assertThatThrownBy(() -> found(Level.BACKWARD, strings, ints))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("unions of 500 and 500 records are too wide to be compared");
        assertThat(found(Level.NONE, strings, ints)).isEmpty();
    }

    @Test
    void aWideUnionOfUsualSizeIsCompared() {
        assertThat(found(Level.BACKWARD, unionOf(100, "string"), unionOf(100, "int")))
                .isNotEmpty();
        assertThat(found(Level.FULL, unionOf(100, "int"), unionOf(100, "int"))).isEmpty();
    }

    private static String unionOf(int records, String type) {
        StringJoiner fields = new StringJoiner(",", "[", "]");
        for (int i = 0; i < 20; i++) {
            fields.add("{\"name\":\"f" + i + "\",\"type\":\"" + type + "\"}");
        }
        StringJoiner union = new StringJoiner(",", "[", "]");
        for (int i = 0; i < records; i++) {
            union.add("{\"type\":\"record\",\"name\":\"U" + i + "\",\"fields\":" + fields + "}");
        }
        return union.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'record','name':'R','fields':[{'name':'a','type':'int'}]} | {'type':'record','name':'R','fields':[]} | READER_FIELD_MISSING_DEFAULT_VALUE | /fields/0",
                "{'type':'record','name':'R','fields':[{'name':'a','type':'int'}]} | {'type':'record','name':'R','fields':[{'name':'a','type':'string'}]} | TYPE_MISMATCH | /fields/0/type",
                "{'type':'enum','name':'E','symbols':['A']} | {'type':'enum','name':'E','symbols':['A','B']} | MISSING_ENUM_SYMBOLS | /symbols",
                "{'type':'fixed','name':'F','size':2} | {'type':'fixed','name':'F','size':3} | FIXED_SIZE_MISMATCH | /size",
                "['null','int'] | ['null','string'] | MISSING_UNION_BRANCH | /1",
                "{'type':'record','name':'R','fields':[]} | {'type':'record','name':'Q','fields':[]} | NAME_MISMATCH | /name",
            })
    void aBrokenRuleIsNamedWithItsPath(String reader, String writer, String rule, String path) {
        List<Incompatibility> found = found(Level.BACKWARD, reader.replace('\'', '"'), writer.replace('\'', '"'));

        assertThat(found).hasSize(1);
        assertThat(found.get(0).errorType()).isEqualTo(rule);
        assertThat(found.get(0).description()).contains("'" + path + "'");
        assertThat(found(Level.FORWARD, writer.replace('\'', '"'), reader.replace('\'', '"'))
                        .get(0)
                        .errorType())
                .isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'long' | 'int'",
                "'double' | 'float'",
                "'string' | 'bytes'",
                "'bytes' | 'string'",
                "{'type':'record','name':'R','fields':[]} | {'type':'record','name':'R','fields':[{'name':'a','type':'int'}]}",
                "{'type':'record','name':'R','fields':[{'name':'a','type':'int','default':1}]} | {'type':'record','name':'R','fields':[]}",
                "{'type':'enum','name':'E','symbols':['A'],'default':'A'} | {'type':'enum','name':'E','symbols':['A','B']}",
                "{'type':'record','name':'R','namespace':'one','fields':[]} | {'type':'record','name':'R','namespace':'two','fields':[]}",
                "{'type':'record','name':'R','aliases':['Q'],'fields':[]} | {'type':'record','name':'Q','fields':[]}",
            })
    void readsWhatTheOldOneWrote(String reader, String writer) {
        assertThat(found(Level.BACKWARD, reader.replace('\'', '"'), writer.replace('\'', '"')))
                .isEmpty();
    }

    @Provide
    Arbitrary<String> schemas() {
        Arbitrary<String> type = Arbitraries.of(
                "\"int\"",
                "\"long\"",
                "\"string\"",
                "\"bytes\"",
                "[\"null\",\"int\"]",
                "{\"type\":\"array\",\"items\":\"int\"}");
        Arbitrary<String> field = Combinators.combine(Arbitraries.of("a", "b", "c"), type, Arbitraries.of(true, false))
                .as((name, of, withDefault) -> "{\"name\":\"" + name + "\",\"type\":" + of
                        + (withDefault ? ",\"default\":" + defaultOf(of) : "") + "}");
        return field.list()
                .ofMaxSize(3)
                .uniqueElements(text -> text.substring(0, 11))
                .map(fields -> "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + String.join(",", fields) + "]}");
    }

    @Provide
    Arbitrary<List<String>> histories() {
        return schemas().list().ofMinSize(2).ofMaxSize(5);
    }

    private static String defaultOf(String type) {
        return switch (type) {
            case "\"int\"", "\"long\"" -> "1";
            case "\"string\"", "\"bytes\"" -> "\"x\"";
            case "[\"null\",\"int\"]" -> "null";
            default -> "[]";
        };
    }

    private static List<Incompatibility> found(Level level, String candidate, String older) {
        return CompatibilityCheck.check(level, parse(candidate), List.of(1), number -> parse(older))
                .found();
    }

    private static Verdict verdict(Level level, List<String> history) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 1; i < history.size(); i++) {
            positions.add(i);
        }
        Collections.reverse(positions);
        return CompatibilityCheck.check(level, parse(history.get(0)), positions, i -> parse(history.get(i)));
    }

    private static ParsedSchema parse(String schema) {
        return new AvroProvider().parse(schema, Map.of(), false);
    }
}
