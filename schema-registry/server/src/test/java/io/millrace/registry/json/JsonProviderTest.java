package io.millrace.registry.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.registry.schema.Change;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a schema, in which draft, and what is said of what is none. */
class JsonProviderTest {
    private static final String ID = "json-schema.org/";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "http://json-schema.org/draft-04/schema# | {'maximum':5,'exclusiveMaximum':true} | {'exclusiveMaximum':5} | #/exclusiveMaximum",
                "http://json-schema.org/draft-06/schema# | {'exclusiveMaximum':5} | {'exclusiveMaximum':true} | #/exclusiveMaximum",
                "http://json-schema.org/draft-07/schema# | {'if':{},'then':{}} | {'if':1} | #/if",
                "https://json-schema.org/draft/2019-09/schema | {'dependentRequired':{'a':['b']}} | {'dependentRequired':{'a':1}} | #/dependentRequired/a",
                "https://json-schema.org/draft/2020-12/schema | {'prefixItems':[{}]} | {'prefixItems':{}} | #/prefixItems",
                "none | {'required':['a']} | {'required':'a'} | #/required",
            })
    void aSchemaIsCheckedByTheDraftThatItNames(String draft, String good, String bad, String where) {
        String head = draft.equals("none") ? "{" : "{\"$schema\":\"" + draft + "\",";

        assertThatCode(() -> parse(head + good.replace('\'', '"').substring(1))).doesNotThrowAnyException();
        refused(head + bad.replace('\'', '"').substring(1), where);
        assertThat(parse(head + "\"title\":\"t\"}").type()).isEqualTo("JSON");
    }

    @Test
    void aStoredSchemaIsNotHeldToTheMetaSchema() {
        assertThatCode(() -> new JsonProvider().parse("{\"required\":\"a\"}", Map.of(), false))
                .doesNotThrowAnyException();
    }

    @Test
    void whatDrafts04And07CallItselfDiffers() {
        assertThat(resolves("{\"$schema\":\"http://" + ID + "draft-04/schema#\",\"id\":\"http://x/root\","
                        + "\"definitions\":{\"a\":{\"id\":\"#a\"}},\"properties\":{\"p\":{\"$ref\":\"#a\"}}}"))
                .isTrue();
        assertThat(resolves("{\"definitions\":{\"a\":{\"$id\":\"a.json\",\"definitions\":{\"b\":{}}}},"
                        + "\"properties\":{\"p\":{\"$ref\":\"a.json#/definitions/b\"}}}"))
                .isTrue();
        assertThat(resolves("{\"$schema\":\"https://" + ID + "draft/2020-12/schema\",\"$defs\":"
                        + "{\"a\":{\"$anchor\":\"here\"}},\"properties\":{\"p\":{\"$ref\":\"#here\"}}}"))
                .isTrue();
        assertThat(resolves("{\"$ref\":\"http://" + ID + "draft-07/schema#\"}")).isTrue();
        assertThat(resolves("{\"$schema\":\"https://" + ID + "draft/2020-12/schema\",\"$ref\":\"https://" + ID
                        + "draft/2020-12/schema\"}"))
                .isTrue();
        assertThat(resolves("{\"definitions\":{\"a b\":{}},\"$ref\":\"#/definitions/a%20b\"}"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/none.json",
                "file:///etc/passwd",
                "classpath:/draft-07/schema",
                "http://json-schema.org/../META-INF/MANIFEST.MF",
                "other.json",
                "#/definitions/none",
                "#none"
            })
    void nothingIsEverFetched(String reference) {
        refused("{\"properties\":{\"a\":{\"$ref\":\"" + reference + "\"}}}", "#/properties/a points to nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"#\"}",
                "{\"definitions\":{\"a\":{\"$ref\":\"#/definitions/b\"},\"b\":{\"$ref\":\"#/definitions/a\"}},"
                        + "\"$ref\":\"#/definitions/a\"}"
            })
    void aRingOfReferencesIsRefused(String ring) {
        refused(ring, "leads back to itself");
    }

    @Test
    void aSchemaThatRefersToItselfFurtherDownIsNone() {
        String tree = "{\"type\":\"object\",\"properties\":{\"left\":{\"$ref\":\"#\"},\"right\":{\"$ref\":\"#\"}}}";

        assertThat(parse(tree).canonical()).isEqualTo(tree);
        assertThat(parse(tree).resolved()).isEqualTo(tree);
    }

    @Test
    void referencesReferToEachOther() {
        Map<String, String> references = new LinkedHashMap<>();
        references.put("city.json", "{\"type\":\"object\",\"properties\":{\"in\":{\"$ref\":\"#\"}}}");
        references.put(
                "address.json",
                "{\"$id\":\"http://x/address.json\",\"properties\":{\"city\":{\"$ref\":\"city.json\"},"
                        + "\"zip\":{\"$ref\":\"#/definitions/zip\"}},\"definitions\":{\"zip\":{\"type\":\"string\"}}}");
        String person = "{\"properties\":{\"home\":{\"$ref\":\"address.json\"},"
                + "\"zip\":{\"$ref\":\"address.json#/definitions/zip\"}}}";

        ParsedSchema parsed = new JsonProvider().parse(person, references, true);

        assertThat(parsed.canonical()).isEqualTo(person);
        assertThat(parsed.resolved())
                .isEqualTo("{\"properties\":{\"home\":{\"$ref\":\"#/definitions/address.json\"},"
                        + "\"zip\":{\"$ref\":\"#/definitions/address.json/definitions/zip\"}},\"definitions\":{"
                        + "\"city.json\":{\"type\":\"object\",\"properties\":{\"in\":"
                        + "{\"$ref\":\"#/definitions/city.json\"}}},\"address.json\":{\"properties\":{"
                        + "\"city\":{\"$ref\":\"#/definitions/city.json\"},"
                        + "\"zip\":{\"$ref\":\"#/definitions/address.json/definitions/zip\"}},"
                        + "\"definitions\":{\"zip\":{\"type\":\"string\"}}}}}");
        ParsedSchema whole = parse(parsed.resolved());
        assertThat(whole.unreadable(parsed, Direction.NEW_READS_OLD)).isEmpty();
        assertThat(parsed.unreadable(whole, Direction.NEW_READS_OLD)).isEmpty();
    }

    @Test
    void theTextKeepsItsOrderAndItsDigits() {
        String text = "{ \"type\" : \"number\",\n \"maximum\": 1.50, \"minimum\": 10000000000000000000000,"
                + " \"const\": {\"b\":1,\"a\":[ 2 ]} }";

        assertThat(parse(text).canonical())
                .isEqualTo("{\"type\":\"number\",\"maximum\":1.50,\"minimum\":10000000000000000000000,"
                        + "\"const\":{\"b\":1,\"a\":[2]}}");
        assertThat(parse(text).normalized())
                .isEqualTo("{\"const\":{\"a\":[2],\"b\":1},\"maximum\":1.50,"
                        + "\"minimum\":10000000000000000000000,\"type\":\"number\"}");
        assertThat(parse(" true ").canonical()).isEqualTo("true");
        assertThat(parse("false").normalized()).isEqualTo("false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a | no JSON",
                "{'type':'string'} x | no JSON",
                "NaN | no JSON",
                "[] | a schema is an object, true or false",
                "'string' | a schema is an object, true or false",
                "null | a schema is an object, true or false",
                "{'type':'strin'} | #/type",
                "{'type':['string','string']} | #/type",
                "{'minLength':-1} | #/minLength",
                "{'multipleOf':0} | #/multipleOf",
                "{'properties':{'a':{'enum':1}}} | #/properties/a/enum",
                "{'items':{'pattern':'(a'}} | #/items/pattern does not match",
                "{'patternProperties':{'[':{}}} | #/patternProperties",
            })
    void whatIsWrongIsNamed(String text, String message) {
        refused(text.replace('\'', '"'), message);
    }

    @Test
    void depthIsBounded() {
        String deep = "{\"not\":".repeat(199) + "{}" + "}".repeat(199);
        String deeper = "{\"not\":".repeat(200) + "{}" + "}".repeat(200);
        String parentheses = "(".repeat(20_000) + ")".repeat(20_000);

        assertThatCode(() -> parse(deep)).doesNotThrowAnyException();
        assertThat(parse(deep).unreadable(parse(deep), Direction.NEW_READS_OLD)).isEmpty();
        refused(deeper, "nested deeper than 200 levels");
        refused("[".repeat(1_000_000), "nested deeper than 200 levels");
        refused("{\"pattern\":\"" + parentheses + "\"}", "#/pattern");
    }

    @Test
    void hostilePatternsAndNumbersTakeNoTime() {
        String name = "a".repeat(5_000) + "!";
        String slow =
                "{\"type\":\"object\",\"patternProperties\":{\"^(a+)+$\":{\"type\":\"string\"}},\"properties\":{\""
                        + name + "\":{\"type\":\"string\"}},\"additionalProperties\":false}";
        String huge = "{\"type\":\"number\",\"multipleOf\":1e-900000000,\"maximum\":1e900000000}";
        String small = "{\"type\":\"integer\",\"multipleOf\":3,\"maximum\":1e800000000}";

        assertThat(parse(slow).unreadable(parse(slow.replace("string", "number")), Direction.NEW_READS_OLD))
                .isNotEmpty();
        assertThat(parse(huge).unreadable(parse(small), Direction.NEW_READS_OLD))
                .singleElement()
                .satisfies(each -> assertThat(each.errorType()).isEqualTo("MULTIPLE_OF_CHANGED"));
    }

    @Property(tries = 500)
    void garbageIsRefusedOrASchema(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/items\"}},"
                + "\"items\":{\"enum\":[1,\"x\"],\"oneOf\":[true]},\"required\":[\"a\"]}");
        for (int i = random.nextInt(4); i >= 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, "{}[]\",:#1$\u0000é".charAt(random.nextInt(12)));
                default -> text.setLength(at + 1);
            }
        }
        try {
            ParsedSchema parsed = new JsonProvider().parse(text.toString(), Map.of(), random.nextBoolean());
            assertThat(parsed.unreadable(parsed, Direction.NEW_READS_OLD)).isEmpty();
            parsed.lint();
        } catch (Refusal e) {
            assertThat(e.code()).isEqualTo(42201);
            assertThat(e.getMessage()).startsWith(text.toString().isBlank() ? "Empty schema" : "Invalid schema");
        }
    }

    @Test
    void changesAreNamedOneByOne() {
        ParsedSchema older = parse("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{}},"
                + "\"required\":[\"a\"]}");
        ParsedSchema newer = parse("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"maxLength\":3},"
                + "\"type\":{}},\"required\":[\"type\"]}");

        assertThat(newer.changesSince(older))
                .containsExactly(
                        new Change(Change.Kind.ADDED, "/properties/a/maxLength", null, "3"),
                        new Change(Change.Kind.ADDED, "/properties/type", null, "{}"),
                        new Change(Change.Kind.REMOVED, "/properties/b", "{}", null),
                        new Change(Change.Kind.CHANGED, "/required", "[\"a\"]", "[\"type\"]"));
        assertThat(newer.changesSince(newer)).isEmpty();
    }

    @Test
    void whatTheRulesLetThroughIsNamed() {
        ParsedSchema older =
                parse("{\"properties\":{\"a\":{\"type\":\"string\",\"format\":\"date\",\"default\":\"x\"}},"
                        + "\"additionalProperties\":false}");
        ParsedSchema newer =
                parse("{\"properties\":{\"a\":{\"type\":\"string\",\"format\":\"date-time\",\"default\":\"y\"}},"
                        + "\"additionalProperties\":false,\"required\":[\"a\"]}");

        assertThat(newer.lint(older))
                .extracting(Finding::rule, Finding::pointer)
                .containsExactly(
                        tuple("required-with-default", "/required"),
                        tuple("format-changed", "/properties/a/format"),
                        tuple("default-changed", "/properties/a/default"));
        assertThat(older.lint(older)).isEmpty();
        assertThat(older.lint()).isEmpty();
        assertThat(parse("{\"properties\":{\"a\":{\"oneOf\":[{\"type\":\"integer\"},{\"type\":\"number\"}]}}}")
                        .lint())
                .extracting(Finding::rule)
                .containsExactly("open-content-model", "overlapping-alternatives");
    }

    private static boolean resolves(String text) {
        ParsedSchema parsed = parse(text);
        return parsed.unreadable(parsed, Direction.NEW_READS_OLD).isEmpty();
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Invalid schema")
                .hasMessageContaining(message);
    }

    private static ParsedSchema parse(String text) {
        return new JsonProvider().parse(text, Map.of(), true);
    }
}
