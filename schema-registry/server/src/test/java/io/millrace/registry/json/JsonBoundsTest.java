package io.millrace.registry.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import io.millrace.registry.schema.Refusal;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas that are made to take long, or much room: each has an answer. */
@Timeout(60)
class JsonBoundsTest {
    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e-99999999999"})
    void aNumberThatIsOutOfRangeIsNoSchema(String number) {
        refused("{\"minimum\":" + number + "}", "out of range");
    }

    @Test
    void whatIsTooLongForTheParserIsNoSchema() {
        refused("{\"" + "k".repeat(60_000) + "\":1}", "it is no JSON");
        refused("{\"minimum\":" + "9".repeat(2_000) + "}", "it is no JSON");
    }

    @Test
    void aRefusalIsShortHoweverLongTheReference() {
        assertThatThrownBy(() -> parse("{\"$ref\":\"#/" + "x".repeat(500_000) + "\"}"))
                .isInstanceOf(Refusal.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2_000));
    }

    @Test
    void addressesAreBounded() {
        String base = "http://x/" + "y".repeat(300_000) + "/";

        refused("{\"$id\":\"" + base + "\"}", "the address at");
        refused(
                "{\"$id\":\"http://x/" + "y".repeat(1_900) + "/\",\"allOf\":["
                        + join(2_000, i -> "{\"$id\":\"i" + i + "\"}") + "]}",
                "the address at");
    }

    @Test
    void pathsThroughALongNameStayShort() {
        String name = "n".repeat(40_000);
        IntFunction<String> property = i -> "\"p" + i + "\":{\"type\":\"string\"}";
        String old = "{\"properties\":{\"" + name + "\":{\"properties\":{" + join(20_000, property) + "}}}}";

        List<Incompatibility> found = compared(old, old.replace("string", "integer"));

        assertThat(found).hasSize(1_000);
        assertThat(found).allSatisfy(each -> assertThat(each.pointer()).hasSizeLessThan(1_100));
    }

    @Test
    void aMemberThatIsMissingManyTimesIsFoundOnce() {
        String old = "{\"required\":[" + join(60_000, i -> "\"r" + i + "\"") + "]}";

        List<Incompatibility> found = compared(old, old.replace("\"r", "\"s").replace("\"sequired", "\"required"));

        assertThat(found).hasSize(1_000);
    }

    @Test
    void aLongEnumIsComparedInOneGo() {
        String old = "{\"enum\":[" + join(50_000, i -> "\"v" + i + "\"") + "]}";
        String turned = "{\"enum\":[" + join(50_000, i -> "\"v" + (49_999 - i) + "\"") + "]}";

        assertThat(compared(old, turned)).isEmpty();
        assertThat(compared(old, turned.replace("\"v7\"", "\"w7\""))).hasSize(1);
    }

    @Test
    void numbersOfALongEnumAreTheSameHoweverTheyAreWritten() {
        String old = "{\"enum\":[" + join(100, i -> "{\"a\":[" + i + ",\"x\"],\"b\":null}") + "]}";
        String now = "{\"enum\":[" + join(100, i -> "{\"b\":null,\"a\":[" + (99 - i) + ".00,\"x\"]}") + "]}";

        assertThat(compared(old, now)).isEmpty();
        assertThat(compared(old, now.replace("7.00", "7.01"))).hasSize(1);
    }

    @Test
    void manyPartsOfManyMembersAreComparedOrRefused() {
        String old =
                "{\"allOf\":[" + join(1_500, i -> "{\"properties\":{\"p" + i + "\":{\"type\":\"string\"}}}") + "]}";

        assertThatThrownBy(() -> compared(old, old.replace("string", "integer")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("steps");
    }

    @Test
    void ofManyAlternativesOneMoreIsCompared() {
        String old = "{\"oneOf\":["
                + join(
                        500,
                        i -> "{\"type\":\"object\",\"properties\":{\"k\":{\"const\":" + i + "}},\"required\":[\"k\"]}")
                + "]}";
        String now = old.replace("\"oneOf\":[", "\"oneOf\":[{\"type\":\"null\"},");

        assertThat(compared(old, now)).isEmpty();
        assertThat(compared(now, old)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((a{1,1000}){1,1000}){1,1000}){1,1000}){1,1000}",
                "((a{1,1000}){1,1000})",
                "(a?){1000}(a?){1000}(a?){1000}(a?){1000}(a?){1000}",
                "(a|aa)*",
                "(a+)+"
            })
    void aPatternTakesNoLongerThanTheTextIsLong(String pattern) {
        String old = "{\"enum\":[" + join(20, i -> "\"" + "a".repeat(30_000) + i + "\"") + "]}";

        assertThat(compared(old, "{\"type\":\"string\",\"pattern\":\"^" + pattern + "$\"}"))
                .hasSize(1);
    }

    @Test
    void manyLargePatternsAreRefused() {
        String old = "{\"enum\":[" + join(20, i -> "\"" + "a".repeat(300) + i + "\"") + "]}";
        String now = "{\"allOf\":[" + join(2_000, i -> "{\"pattern\":\"^(a{1000}b{1000}" + i + ")?\"}") + "]}";

        assertThatThrownBy(() -> compared(old, now)).isInstanceOf(Refusal.class).hasMessageContaining("steps");
    }

    @Test
    void theSizeOfAPatternCountsItsRepetitions() {
        assertThat(PatternSize.of("abc")).isEqualTo(3);
        assertThat(PatternSize.of("a{10}b{5}")).isEqualTo(15);
        assertThat(PatternSize.of("(a{10}b){5}")).isBetween(55, 80);
        assertThat(PatternSize.of("[a-z{9}]{2,100}")).isBetween(100, 1_000);
        assertThat(PatternSize.of("\\{100}\\({3}")).isLessThan(20);
        assertThat(PatternSize.of("((a{1000}){1000}){1000}")).isGreaterThan(1_000_000_000);
        assertThat(PatternSize.of("(((")).isZero();
        assertThat(PatternSize.of("a{99999999999999999999}")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void definitionsThatDoubleAtEachStepAreNotWrittenOut() {
        String old = "{\"definitions\":{\"d0\":{\"type\":\"string\"},"
                + join(
                        60,
                        i -> "\"d" + (i + 1) + "\":{\"properties\":{\"a\":{\"$ref\":\"#/definitions/d" + i
                                + "\"},\"b\":{\"$ref\":\"#/definitions/d" + i + "\"}}}")
                + "},\"properties\":{\"x\":{\"$ref\":\"#/definitions/d60\"}}}";
        String now = old.replace("string", "integer");

        assertThat(compared(old, now)).isNotEmpty();
        assertThat(compared(old, old.replace("{\"definitions\"", "{\"title\":\"t\",\"definitions\"")))
                .isEmpty();
        assertThat(parse(old).resolved()).hasSizeLessThan(10_000);
    }

    private static List<Incompatibility> compared(String old, String now) {
        return parse(now).unreadable(parse(old), Direction.NEW_READS_OLD);
    }

    private static ParsedSchema parse(String text) {
        return new JsonProvider().parse(text, Map.of(), true);
    }

    private static void refused(String text, String reason) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(Refusal.class).hasMessageContaining(reason);
    }

    private static String join(int count, IntFunction<String> part) {
        return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(","));
    }
}
