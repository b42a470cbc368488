package io.millrace.registry.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which schema may follow which, pair by pair, and what is said where one may not. */
class JsonSchemaCompatibilityTest {
    static Stream<String> verdicts() throws IOException {
        try (InputStream stream = JsonSchemaCompatibilityTest.class.getResourceAsStream("verdicts.txt")) {
            String text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
        }
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void theNewOneReadsTheOldOnesDocumentsOrSaysWhatItDoesNotRead(String verdict) {
        String[] parts = verdict.replace('\'', '"').split(" \\| ", 3);

        Set<String> found = backward(parts[0], parts[1]).stream()
                .map(Incompatibility::errorType)
                .collect(Collectors.toCollection(LinkedHashSet::new));

        assertThat(found).containsExactlyInAnyOrder(parts[2].equals("ok") ? new String[0] : parts[2].split(","));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void everySchemaFollowsItself(String verdict) {
        String[] parts = verdict.replace('\'', '"').split(" \\| ", 3);

        assertThat(backward(parts[0], parts[0])).isEmpty();
        assertThat(backward(parts[1], parts[1])).isEmpty();
    }

    @Test
    void thereAreEnoughVerdicts() throws IOException {
        assertThat(verdicts()).hasSizeGreaterThan(180).doesNotHaveDuplicates();
    }

    @Test
    void aProblemSaysWhereAndWhatAndWhatWouldMendIt() {
        String old = "{\"type\":\"object\",\"properties\":{\"home\":{\"type\":\"object\",\"properties\":"
                + "{\"street\":{\"type\":\"string\"}},\"additionalProperties\":false}}}";
        String now = old.replace(
                        "\"street\":{\"type\":\"string\"}",
                        "\"street\":{\"type\":\"string\"},\"zip/code\":{\"type\":\"integer\"}")
                .replace(
                        "\"additionalProperties\":false", "\"additionalProperties\":false,\"required\":[\"zip/code\"]");

        List<Incompatibility> found = backward(old, now);

        assertThat(found).singleElement().satisfies(each -> {
            assertThat(each.errorType()).isEqualTo("REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL");
            assertThat(each.pointer()).isEqualTo("#/properties/home/properties/zip~1code");
            assertThat(each.description())
                    .contains("'#/properties/home/properties/zip~1code'")
                    .contains("new schema")
                    .contains("old schema");
            assertThat(each.reader()).isEqualTo("{\"type\":\"integer\"}");
            assertThat(each.writer()).isNull();
            assertThat(each.mend()).isEqualTo("make \"zip/code\" not required, or give it a \"default\"");
        });
    }

    @Test
    void theOtherWayRoundTheOldOneIsTheReader() {
        ParsedSchema old = parse("{\"type\":\"object\",\"properties\":{\"a\":{}},\"required\":[\"a\"]}");
        ParsedSchema now = parse("{\"type\":\"object\",\"properties\":{\"a\":{}}}");

        List<Incompatibility> found = old.unreadable(now, Direction.OLD_READS_NEW);

        assertThat(found).singleElement().satisfies(each -> {
            assertThat(each.errorType()).isEqualTo("REQUIRED_ATTRIBUTE_ADDED");
            assertThat(each.description()).contains("required in the old schema and not in the new schema");
            assertThat(each.mend()).isEqualTo("keep \"a\" required: older readers need it");
        });
    }

    @Test
    void eachProblemOfAnOpenModelNamesItsProperty() {
        String old = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}";
        String now = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"integer\"},"
                + "\"c\":{\"type\":\"integer\"}}}";

        List<Incompatibility> found = backward(old, now);

        assertThat(found).extracting(Incompatibility::pointer).containsExactly("#/properties/b", "#/properties/c");
        assertThat(found.get(0).mend()).contains("set \"additionalProperties\": false in the old version's place");
    }

    @Test
    void whatManyPlacesReferToIsComparedOnce() {
        String old = ladder("integer");
        String now = ladder("number");

        assertThat(backward(old, now)).isEmpty();
        assertThat(backward(now, old)).isNotEmpty();
    }

    /** Each step refers to the next one twice: opened, it would be 2^100 schemas. */
    private static String ladder(String type) {
        StringJoiner definitions = new StringJoiner(",");
        for (int i = 0; i < 100; i++) {
            String next = "{\"$ref\":\"#/definitions/d" + (i + 1) + "\"}";
            definitions.add(
                    "\"d" + i + "\":{\"type\":\"object\",\"properties\":{\"a\":" + next + ",\"b\":" + next + "}}");
        }
        definitions.add("\"d100\":{\"type\":\"" + type + "\"}");
        return "{\"$ref\":\"#/definitions/d0\",\"definitions\":{" + definitions + "}}";
    }

    @Test
    void whatCannotBeComparedInBoundedWorkIsRefused() {
        StringJoiner definitions = new StringJoiner(",");
        for (int i = 0; i < 5_000; i++) {
            definitions.add("\"d" + i + "\":{\"items\":{\"$ref\":\"#/definitions/d" + (i + 1) + "\"}}");
        }
        String deep = "{\"$ref\":\"#/definitions/d0\",\"definitions\":{" + definitions + ",\"d5000\":{\"type\":\"";
        String wide = sums(60, "string");

        assertThatThrownBy(() -> backward(deep + "string\"}}}", deep + "integer\"}}}"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("deeper than 400 levels");
        assertThatThrownBy(() -> backward(wide, sums(60, "integer")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("steps to be compared");
        assertThat(backward(wide, wide)).isEmpty();
    }

    /** That many choices at once, each of three: opened, 3^n schemas. */
    private static String sums(int choices, String type) {
        StringJoiner all = new StringJoiner(",");
        for (int i = 0; i < choices; i++) {
            StringJoiner any = new StringJoiner(",");
            for (int j = 0; j < 3; j++) {
                any.add("{\"properties\":{\"p" + i + "\":{\"type\":\"" + type + "\",\"maxLength\":" + j
                        + ",\"maximum\":" + j + "}}}");
            }
            all.add("{\"anyOf\":[" + any + "]}");
        }
        return "{\"type\":\"object\",\"allOf\":[" + all + "]}";
    }

    private static List<Incompatibility> backward(String old, String now) {
        return parse(now).unreadable(parse(old), Direction.NEW_READS_OLD);
    }

    private static ParsedSchema parse(String text) {
        return new JsonProvider().parse(text, Map.of(), true);
    }
}
