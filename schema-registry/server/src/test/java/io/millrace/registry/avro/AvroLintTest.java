package io.millrace.registry.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.ParsedSchema;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each silent breakage by an example, and what a difference names. */
class AvroLintTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}"
                        + "|{'type':'bytes','logicalType':'decimal','precision':9,'scale':4}|decimal-scale",
                "{'type':'bytes','logicalType':'decimal','precision':9}"
                        + "|{'type':'bytes','logicalType':'decimal','precision':12}|decimal-precision",
                "{'type':'long','logicalType':'timestamp-millis'}|{'type':'long','logicalType':'timestamp-micros'}"
                        + "|timestamp-unit",
                "{'type':'int','logicalType':'date'}|'int'|logical-type",
                "{'type':'enum','name':'a.E','symbols':['X'],'default':'X'}"
                        + "|{'type':'enum','name':'b.E','symbols':['X'],'default':'X'}|namespace",
                "'long'|'double'|lossy-promotion",
                "'int'|'float'|lossy-promotion",
                "'bytes'|'string'|text-bytes",
                "['null','long']|['null','double']|",
                "'int'|'long'|",
                "'int'|'int'|"
            })
    void whatTheRulesLetThroughIsNamed(String old, String now, String rule) {
        ParsedSchema before = record("{'name':'f','type':" + old + "}");
        ParsedSchema after = record("{'name':'f','type':" + now + "}");

        assertThat(after.lint(before).stream().map(Finding::rule))
                .containsExactly(rule == null ? new String[0] : new String[] {rule});
        if (rule != null) {
            assertThat(after.unreadable(before, Direction.NEW_READS_OLD)).isEmpty();
            assertThat(after.lint(before).get(0).pointer()).isEqualTo("/fields/0/type");
        }
    }

    @Test
    void aRenamedFieldAndAnotherDefaultAreNamed() {
        ParsedSchema before = record("{'name':'a','type':'int','default':1},{'name':'b','type':'int','default':1}");
        ParsedSchema after = record("{'name':'a','type':'int','default':2},{'name':'c','type':'int','default':1}");
        ParsedSchema aliased =
                record("{'name':'a','type':'int','default':1},{'name':'c','type':'int','default':1,'aliases':['b']}");

        assertThat(after.lint(before).stream().map(Finding::rule)).containsExactly("default-changed", "renamed-field");
        assertThat(after.lint(before).get(1).mend()).isEqualTo("add \"aliases\": [\"b\"] to the field");
        assertThat(aliased.lint(before)).isEmpty();
    }

    @Test
    void whatASchemaIsToBeBlamedForItselfIsToldOnce() {
        ParsedSchema before = record("{'name':'e','type':{'type':'enum','name':'E','symbols':['X']}}");
        ParsedSchema after = record("{'name':'e','type':{'type':'enum','name':'E','symbols':['X']}},"
                + "{'name':'u','type':['string','null'],'default':null},{'name':'n','type':['int','null']}");

        assertThat(before.lint().stream().map(Finding::rule)).containsExactly("enum-default");
        assertThat(after.lint(before).stream().map(Finding::rule)).containsExactly("union-default", "nullable-order");
    }

    @Test
    void aDifferenceNamesEachPlace() {
        ParsedSchema before = record("{'name':'a','type':'int','doc':'old'},{'name':'gone','type':'string'},"
                + "{'name':'e','type':{'type':'enum','name':'E','symbols':['X']}}");
        ParsedSchema after = record(
                "{'name':'a','type':'long','default':3},"
                        + "{'name':'e','type':{'type':'enum','name':'E','symbols':['X','Y']}},{'name':'u','type':['null','int']}");

        assertThat(after.changesSince(before))
                .extracting(Change::kind, Change::pointer)
                .containsExactlyInAnyOrder(
                        tuple(Change.Kind.ADDED, "/fields/0/default"),
                        tuple(Change.Kind.REMOVED, "/fields/0/doc"),
                        tuple(Change.Kind.CHANGED, "/fields/0/type"),
                        tuple(Change.Kind.CHANGED, "/fields/1/type/symbols"),
                        tuple(Change.Kind.ADDED, "/fields/2"),
                        tuple(Change.Kind.REMOVED, "/fields/1"));
        assertThat(after.changesSince(after)).isEmpty();
    }

    @Test
    void anEnumWithoutSymbolsIsNothingToBlame() {
        ParsedSchema empty = record("{'name':'e','type':{'type':'enum','name':'E','symbols':[]}}");

        assertThat(empty.lint()).isEmpty();
        assertThat(empty.lint(record(""))).isEmpty();
        assertThat(empty.unreadable(record(""), Direction.NEW_READS_OLD).get(0).mend())
                .contains("\"default\": null");
    }

    @Test
    void aTypeThatHoldsItselfComesToAnEnd() {
        String node = "{'name':'next','type':['null','R'],'default':null}";
        ParsedSchema before = record(node);
        ParsedSchema after = record(node + ",{'name':'v','type':'int','default':0}");

        assertThat(after.changesSince(before)).hasSize(1);
        assertThat(after.lint(before)).isEmpty();
    }

    private static ParsedSchema record(String fields) {
        String text = "{'type':'record','name':'R','fields':[" + fields + "]}";
        return new AvroProvider().parse(text.replace('\'', '"'), Map.of(), true);
    }
}
