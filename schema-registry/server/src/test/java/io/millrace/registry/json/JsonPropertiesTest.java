package io.millrace.registry.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** What must hold for any schema and any document, where a validator that is not ours says what a schema accepts. */
class JsonPropertiesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonProvider PROVIDER = new JsonProvider();

    @Property(tries = 3_000)
    void whatIsBackwardAcceptsWhatWasAccepted(@ForAll long seed) throws IOException {
        Draft draft = draft(seed);
        RandomJsonSchema random = new RandomJsonSchema(seed, draft);
        String old = random.text();
        List<JsonNode> documents = documents(random, old);
        random.evolve();
        String now = random.text();
        documents.addAll(documents(random, now));

        List<Incompatibility> found = parse(now).unreadable(parse(old), Direction.NEW_READS_OLD);

        Schema writer = validator(draft, old);
        Schema reader = validator(draft, now);
        List<JsonNode> accepted = documents.stream()
                .filter(each -> writer.validate(each).isEmpty())
                .toList();
        List<JsonNode> lost = accepted.stream()
                .filter(each -> !reader.validate(each).isEmpty())
                .toList();
        if (found.isEmpty()) {
            assertThat(lost).as("of %s not accepted by %s", old, now).isEmpty();
        }
        if (!found.isEmpty()) {
            // What is forbidden without a document that shows it is forbidden by the rule that is named.
            assertThat(found).allSatisfy(each -> {
                assertThat(each.errorType()).matches("[A-Z_]+");
                assertThat(each.pointer()).startsWith("#");
            });
        }
        String verdict = found.isEmpty() ? "yes" : lost.isEmpty() ? "no" : "no, and a document shows it";
        Statistics.label("backward").collect(verdict);
        Statistics.label("backward").coverage(coverage -> {
            coverage.check("yes").percentage(share -> share > 40);
            coverage.check("no, and a document shows it").percentage(share -> share > 10);
        });
        Statistics.label("with documents of the old schema").collect(!accepted.isEmpty());
        Statistics.label("with documents of the old schema")
                .coverage(coverage -> coverage.check(true).percentage(share -> share > 80));
    }

    @Property(tries = 500)
    void whoIsNewDoesNotMatterAndWhatIsSaidTwiceIsTheSame(@ForAll long seed) {
        RandomJsonSchema random = new RandomJsonSchema(seed, draft(seed));
        JsonSchema old = parse(random.text());
        random.evolve();
        JsonSchema now = parse(random.text());

        assertThat(old.unreadable(now, Direction.OLD_READS_NEW).isEmpty())
                .isEqualTo(old.unreadable(now, Direction.NEW_READS_OLD).isEmpty());
        assertThat(parse(now.canonical()).canonical()).isEqualTo(now.canonical());
        assertThat(parse(now.normalized()).normalized()).isEqualTo(now.normalized());
        assertThat(now.unreadable(parse(now.normalized()), Direction.NEW_READS_OLD))
                .isEmpty();
        assertThat(parse(now.normalized()).unreadable(now, Direction.NEW_READS_OLD))
                .isEmpty();
    }

    @Property(tries = 2_000)
    void whatIsBrokenIsRefusedAndNothingElse(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(new RandomJsonSchema(seed, draft(seed)).text());
        String marks = "{}[]:,\"\\ 0-1e9é\0tn$#/";
        for (int i = random.nextInt(4); i >= 0 && text.length() > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, marks.charAt(random.nextInt(marks.length())));
                default -> text.setCharAt(at, marks.charAt(random.nextInt(marks.length())));
            }
        }

        try {
            JsonSchema schema = parse(text.toString());
            assertThat(parse(schema.canonical()).canonical()).isEqualTo(schema.canonical());
            assertThat(schema.unreadable(schema, Direction.NEW_READS_OLD)).isEmpty();
        } catch (Refusal e) {
            assertThat(e.code()).isEqualTo(42201);
            assertThat(e.getMessage()).startsWith("Invalid schema");
        }
    }

    private static Draft draft(long seed) {
        return seed % 2 == 0 ? Draft.DRAFT_07 : Draft.DRAFT_2020_12;
    }

    private static List<JsonNode> documents(RandomJsonSchema random, String schema) throws IOException {
        JsonNode tree = MAPPER.readTree(schema);
        List<JsonNode> documents = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            documents.add(random.document(tree));
        }
        return documents;
    }

    private static JsonSchema parse(String text) {
        return (JsonSchema) PROVIDER.parse(text, Map.of(), false);
    }

    /** That no second alternative of a oneOf accepts a document is not judged, as in Confluent's registry. */
    private static Schema validator(Draft draft, String text) {
        return SchemaRegistry.withDefaultDialect(
                        draft == Draft.DRAFT_07 ? SpecificationVersion.DRAFT_7 : SpecificationVersion.DRAFT_2020_12)
                .getSchema(text.replace("\"oneOf\"", "\"anyOf\""));
    }
}
