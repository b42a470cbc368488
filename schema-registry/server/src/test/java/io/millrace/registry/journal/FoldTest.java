package io.millrace.registry.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.registry.compat.Level;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.SchemaText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the topic's records mean, those of foreign and older registries included. */
class FoldTest {
    private static final String INT = "\"int\"";

    private final State state = new State();
    private final Fold fold = new Fold(state);
    private final List<TopicRecord> topic = new ArrayList<>();

    @Test
    void recordsAreWrittenByteForByte() {
        SchemaText text = new SchemaText("AVRO", INT, List.of(new Reference("A", "a", 2)), null);
        write(new Changes(state).put(new Version("s1", 1, 7, new SchemaText("AVRO", INT, List.of(), null), false, 0)));
        write(new Changes(state).put(new Version("s\"2", 3, 8, text, true, 0)));
        write(new Changes(state).deleteSubject("s1", 1));
        write(new Changes(state)
                .putConfig("s1", JsonNodeFactory.instance.objectNode().put("compatibilityLevel", "NONE")));
        write(new Changes(state)
                .putConfig(null, JsonNodeFactory.instance.objectNode().put("compatibilityLevel", "FULL")));
        write(new Changes(state).putMode("s1", Mode.READONLY));
        write(new Changes(state).removeMode("s1"));
        write(new Changes(new State()).barrier());
        write(new Changes(state).barrier());

        assertThat(topic.stream().map(FoldTest::print))
                .containsExactly(
                        "{\"keytype\":\"SCHEMA\",\"subject\":\"s1\",\"version\":1,\"magic\":1} {\"subject\":\"s1\",\"version\":1,"
                                + "\"id\":7,\"schemaType\":\"AVRO\",\"schema\":\"\\\"int\\\"\",\"deleted\":false}",
                        "{\"keytype\":\"SCHEMA\",\"subject\":\"s\\\"2\",\"version\":3,\"magic\":1} {\"subject\":\"s\\\"2\","
                                + "\"version\":3,\"id\":8,\"schemaType\":\"AVRO\",\"references\":[{\"name\":\"A\",\"subject\":\"a\","
                                + "\"version\":2}],\"schema\":\"\\\"int\\\"\",\"deleted\":true}",
                        "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"s1\",\"magic\":0} {\"subject\":\"s1\",\"version\":1}",
                        "{\"keytype\":\"CONFIG\",\"subject\":\"s1\",\"magic\":0} {\"subject\":\"s1\",\"compatibilityLevel\":\"NONE\"}",
                        "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0} {\"compatibilityLevel\":\"FULL\"}",
                        "{\"keytype\":\"MODE\",\"subject\":\"s1\",\"magic\":0} {\"subject\":\"s1\",\"mode\":\"READONLY\"}",
                        "{\"keytype\":\"MODE\",\"subject\":\"s1\",\"magic\":0} null",
                        "{\"keytype\":\"NOOP\",\"magic\":0} null",
                        "{\"keytype\":\"NOOP\",\"magic\":0} {\"maxId\":8}");
    }

    @Test
    void anIdOutlivesTheLastTraceOfItsSchema() {
        // What compaction leaves when the schema with the largest id was deleted for good.
        append("{\"keytype\":\"NOOP\",\"magic\":0}", "{\"maxId\":8}");
        fold.apply(1, 0, "{\"keytype\":\"NOOP\",\"magic\":0}".getBytes(UTF_8), null);

        assertThat(state.maxId(".")).isEqualTo(8);
        assertThat(fold.skipped()).isZero();
    }

    @Test
    void recordsOfOlderRegistriesAreRead() {
        append(
                "{\"magic\":0,\"keytype\":\"SCHEMA\",\"version\":1,\"subject\":\"old\"}",
                "{\"subject\":\"old\",\"version\":1,\"id\":1,\"md5\":\"abc\",\"schema\":\"\\\"int\\\"\"}");
        append(
                "{\"keytype\":\"SCHEMA\",\"subject\":\"new\",\"version\":1,\"magic\":1}",
                "{\"subject\":\"new\",\"version\":1,\"id\":2,\"schemaType\":\"JSON\",\"schema\":\"{}\",\"deleted\":false,\"ts\":5}");
        append(
                "{\"subject\":\"old\",\"keytype\":\"CONFIG\",\"magic\":0}",
                "{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
        append("{\"keytype\":\"CONFIG\",\"magic\":0}", "{\"compatibilityLevel\":\"NONE\",\"alias\":\"x\"}");
        append("{\"keytype\":\"MODE\",\"subject\":null,\"magic\":0}", "{\"mode\":\"IMPORT\"}");

        assertThat(state.subject("old").latest(false).id()).isEqualTo(1);
        assertThat(state.schema(".", 2).schema().type()).isEqualTo("JSON");
        assertThat(state.config("old").level()).isEqualTo(Level.FULL_TRANSITIVE);
        assertThat(state.config(null).level()).isEqualTo(Level.NONE);
        assertThat(state.mode(null)).isEqualTo(Mode.IMPORT);
        assertThat(state.maxId(".")).isEqualTo(2);
        assertThat(fold.skipped()).isZero();
    }

    @Test
    void badAndUnknownRecordsAreSkipped() {
        append("no json", "{}");
        append("{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"magic\":1}", "{}");
        append("{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1}", "{\"schema\":");
        append("{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1}", "{\"id\":\"x\"}");
        append("{\"keytype\":\"CONFIG\",\"subject\":\"s\",\"magic\":0}", "{\"compatibilityLevel\":\"SIDEWAYS\"}");
        append("{\"keytype\":\"MODE\",\"subject\":\"s\",\"magic\":0}", "{\"mode\":\"?\"}");
        append("[".repeat(5_000), "{}");
        append(null, "{}");
        append("{\"keytype\":\"CONTEXT\",\"tenant\":\"default\",\"context\":\"x\",\"magic\":0}", "{}");
        append("{\"keytype\":\"CONTEXT\",\"tenant\":\"default\",\"context\":\".:\",\"magic\":0}", "{}");
        append(schemaKey(":.c:", 1), schemaValue(":.c:", 1, 6));
        append("{\"keytype\":\"ASSOC\",\"tenant\":\"t\",\"magic\":0}", "{}");
        append(schemaKey("s", 1), schemaValue("s", 1, 5));

        assertThat(fold.skipped()).isEqualTo(11);
        assertThat(state.contexts()).containsExactly(".");
        assertThat(state.subject("s").latest(false).id()).isEqualTo(5);
    }

    @Test
    void otherContextsStayApart() {
        append(schemaKey(":.c1:s", 1), schemaValue(":.c1:s", 1, 1));
        append(schemaKey("s", 1), schemaValue("s", 1, 1).replace("int", "long"));

        append("{\"keytype\":\"CONTEXT\",\"tenant\":\"default\",\"context\":\".c2\",\"magic\":0}", "{}");

        assertThat(state.subjects()).containsOnlyKeys("s", ":.c1:s");
        assertThat(state.schema(".", 1).schema().text()).isEqualTo("\"long\"");
        assertThat(state.schema(".c1", 1).schema().text()).isEqualTo("\"int\"");
        assertThat(state.contexts()).containsExactly(".", ".c1", ".c2");
        assertThat(state.withGuid(state.schema(".c1", 1).guid())).containsExactly(new State.ContextId(".c1", 1));
    }

    @Test
    void aContextsIdsOutliveIt() {
        append(schemaKey(":.c1:s", 1), schemaValue(":.c1:s", 1, 7));
        write(new Changes(state)
                .purge(state.subject(":.c1:s").find(1))
                .removeContext(".c1")
                .barrier());

        State again = replay(compact(topic));

        assertThat(again.contexts()).containsExactly(".");
        assertThat(again.maxId(".c1")).isEqualTo(7);
    }

    @Test
    void deletionsOfSubjectsCountUpToTheirVersion() {
        append(schemaKey("s", 1), schemaValue("s", 1, 1));
        append(schemaKey("s", 2), schemaValue("s", 2, 2).replace("int", "long"));
        append("{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"s\",\"magic\":0}", "{\"subject\":\"s\",\"version\":1}");

        assertThat(state.subject("s").live()).extracting(Version::number).containsExactly(2);

        append("{\"keytype\":\"CLEAR_SUBJECT\",\"subject\":\"s\",\"magic\":0}", "{\"subject\":\"s\"}");
        assertThat(state.subject("s").versions()).extracting(Version::number).containsExactly(2);
    }

    @Test
    void whatAForeignRegistryAddedIsKeptWhenAVersionIsDeleted() {
        append(
                schemaKey("s", 1),
                "{\"subject\":\"s\",\"version\":1,\"id\":1,\"schemaType\":\"AVRO\",\"metadata\":{\"properties\":{\"a\":\"b\"}},\"schema\":\"\\\"int\\\"\",\"deleted\":false}");

        write(new Changes(state).softlyDelete(state.subject("s").find(1)));

        assertThat(print(topic.get(1)))
                .endsWith(
                        "\"schemaType\":\"AVRO\",\"metadata\":{\"properties\":{\"a\":\"b\"}},\"schema\":\"\\\"int\\\"\",\"deleted\":true}");
    }

    @Test
    void aPurgeTombstonesEveryFormOfTheKeyThatStands() {
        String legacy = "{\"magic\":0,\"keytype\":\"SCHEMA\",\"version\":1,\"subject\":\"s\"}";
        append(legacy, schemaValue("s", 1, 1));
        write(new Changes(state).softlyDelete(state.subject("s").find(1)));

        write(new Changes(state).purge(state.subject("s").find(1)));

        assertThat(topic.subList(2, 4).stream().map(FoldTest::print))
                .containsExactly(legacy + " null", schemaKey("s", 1) + " null");
        assertThat(replay(compact(topic)).subjects()).isEmpty();
        assertThat(state.schema(".", 1)).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void compactionChangesNothingWhoeverWrote(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 200; step++) {
            String name = "s" + random.nextInt(4);
            Subject subject = state.subject(name);
            Version any = subject == null
                    ? null
                    : subject.versions().get(random.nextInt(subject.versions().size()));
            switch (random.nextInt(5)) {
                case 0 -> {
                    int number = subject == null ? 1 : subject.nextNumber();
                    String key = random.nextBoolean()
                            ? schemaKey(name, number)
                            : "{\"magic\":" + random.nextInt(2) + ",\"subject\":\"" + name + "\",\"version\":" + number
                                    + ",\"keytype\":\"SCHEMA\"}";
                    append(key, schemaValue(name, number, state.maxId(".") + 1));
                }
                case 1 -> {
                    int number = subject == null ? 1 : subject.nextNumber();
                    SchemaText text = new SchemaText("AVRO", "\"" + step + "\"", List.of(), null);
                    write(new Changes(state).put(new Version(name, number, state.maxId(".") + 1, text, false, 0)));
                }
                case 2 -> {
                    if (any != null) {
                        write(new Changes(state).softlyDelete(any));
                    }
                }
                case 3 -> {
                    if (any != null) {
                        write(new Changes(state).purge(any));
                    }
                }
                default -> {
                    if (subject != null && random.nextInt(4) == 0) {
                        write(new Changes(state).deleteSubject(name, subject.nextNumber() - 1));
                    }
                }
            }
        }

        State again = replay(compact(topic));

        assertThat(times(again)).as("seed " + seed).isEqualTo(times(state));
        state.subjects()
                .values()
                .forEach(subject -> subject.versions()
                        .forEach(version ->
                                assertThat(again.schema(".", version.id())).isNotNull()));
    }

    /** The subjects, when their records were written aside. */
    private static Map<String, Subject> times(State state) {
        Map<String, Subject> all = new LinkedHashMap<>();
        state.subjects().forEach((name, subject) -> {
            List<Version> versions = new ArrayList<>();
            subject.versions()
                    .forEach(each -> versions.add(
                            new Version(each.subject(), each.number(), each.id(), each.schema(), each.deleted(), 0)));
            all.put(name, new Subject(name, versions));
        });
        return all;
    }

    private void append(String key, String value) {
        TopicRecord each = new TopicRecord(key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
        topic.add(each);
        fold.apply(topic.size() - 1, topic.size(), each.key(), each.value());
    }

    private void write(Changes changes) {
        for (TopicRecord each : changes.records()) {
            topic.add(each);
            fold.apply(topic.size() - 1, topic.size(), each.key(), each.value());
        }
    }

    /** The newest record of each key's bytes, tombstones gone, as a log cleaner leaves them. */
    private static List<TopicRecord> compact(List<TopicRecord> records) {
        Map<ByteBuffer, TopicRecord> newest = new LinkedHashMap<>();
        for (TopicRecord each : records) {
            ByteBuffer key = ByteBuffer.wrap(each.key());
            newest.remove(key);
            newest.put(key, each);
        }
        newest.values().removeIf(each -> each.value() == null);
        return List.copyOf(newest.values());
    }

    private static State replay(List<TopicRecord> records) {
        State fresh = new State();
        Fold again = new Fold(fresh);
        records.forEach(each -> again.apply(0, 0, each.key(), each.value()));
        return fresh;
    }

    private static String schemaKey(String subject, int version) {
        return "{\"keytype\":\"SCHEMA\",\"subject\":\"" + subject + "\",\"version\":" + version + ",\"magic\":1}";
    }

    private static String schemaValue(String subject, int version, int id) {
        return "{\"subject\":\"" + subject + "\",\"version\":" + version + ",\"id\":" + id
                + ",\"schemaType\":\"AVRO\",\"schema\":\"\\\"int\\\"\",\"deleted\":false}";
    }

    private static String print(TopicRecord each) {
        byte[] value = each.value();
        return new String(each.key(), UTF_8) + " " + (value == null ? "null" : new String(value, UTF_8));
    }
}
