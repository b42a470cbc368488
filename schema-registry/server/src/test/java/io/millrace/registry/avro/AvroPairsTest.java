package io.millrace.registry.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas with more paths than memory, and the same verdicts as Avro's where both can tell. */
class AvroPairsTest {
    @Test
    void aSchemaOfManyPathsIsComparedAtOnce() {
        ParsedSchema old = parse(tangled("int"));
        ParsedSchema now = parse(tangled("string"));

        List<Incompatibility> found = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> now.unreadable(old, Direction.NEW_READS_OLD));
        List<Finding> lint = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> now.lint(old));

        // The two fields of the innermost record.
        assertThat(found).hasSize(2);
        assertThat(found.get(0).errorType()).isEqualTo("TYPE_MISMATCH");
        assertThat(lint).isEmpty();
        assertThat(now.changesSince(old)).hasSize(2);
        assertThat(old.unreadable(old, Direction.NEW_READS_OLD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'int'|'long'",
                "'long'|'int'",
                "'string'|'bytes'",
                "['null','int']|'int'",
                "'int'|['null','int']",
                "['null','string','long']|['null','int']",
                "{'type':'enum','name':'E','symbols':['A','B']}|{'type':'enum','name':'E','symbols':['A']}",
                "{'type':'enum','name':'E','symbols':['A','B']}|{'type':'enum','name':'E','symbols':['A'],'default':'A'}",
                "{'type':'fixed','name':'F','size':2}|{'type':'fixed','name':'F','size':3}",
                "{'type':'fixed','name':'F','size':2}|{'type':'fixed','name':'G','size':2}",
                "{'type':'array','items':'int'}|{'type':'array','items':'string'}",
                "{'type':'map','values':'int'}|{'type':'array','items':'int'}",
                "{'type':'record','name':'X','fields':[]}|{'type':'record','name':'Y','fields':[]}",
                "{'type':'record','name':'X','fields':[]}|{'type':'record','name':'Y','aliases':['X'],'fields':[]}",
                "{'type':'record','name':'X','fields':[]}|{'type':'record','name':'X','fields':[{'name':'a','type':'int'}]}"
            })
    void verdictsAreThoseOfAvro(String old, String now) {
        Schema writer = schema(old);
        Schema reader = schema(now);

        assertThat(rules(AvroPairs.check(reader, writer, Direction.NEW_READS_OLD)))
                .isEqualTo(rules(AvroCompatibility.check(reader, writer, Direction.NEW_READS_OLD)));
        assertThat(rules(AvroPairs.check(writer, reader, Direction.OLD_READS_NEW)))
                .isEqualTo(rules(AvroCompatibility.check(writer, reader, Direction.OLD_READS_NEW)));
    }

    private static Set<String> rules(List<Incompatibility> found) {
        return found.stream().map(Incompatibility::errorType).collect(Collectors.toSet());
    }

    private static Schema schema(String text) {
        return new Schema.Parser()
                .parse(("{'type':'record','name':'Top','fields':[{'name':'f','type':" + text + "}]}")
                        .replace('\'', '"'));
    }

    private static ParsedSchema parse(String text) {
        return new AvroProvider().parse(text, Map.of(), true);
    }

    /** Forty records that each name the next one twice. */
    private static String tangled(String leaf) {
        String text = "\"" + leaf + "\"";
        for (int i = 39; i >= 0; i--) {
            String again = i == 39 ? "\"" + leaf + "\"" : "\"R" + (i + 1) + "\"";
            text = "{\"type\":\"record\",\"name\":\"R" + i + "\",\"fields\":[{\"name\":\"a\",\"type\":" + text
                    + "},{\"name\":\"b\",\"type\":" + again + "}]}";
        }
        return text;
    }
}
