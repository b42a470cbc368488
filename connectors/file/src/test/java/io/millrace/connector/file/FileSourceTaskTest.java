package io.millrace.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTaskTest {

    @TempDir
    Path dir;

    private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();

    @BeforeEach
    void allowTheDirectory() {
        System.setProperty(FileRoots.PROPERTY, dir.toString());
    }

    @AfterEach
    void forgetTheDirectory() {
        System.clearProperty(FileRoots.PROPERTY);
    }

    @Test
    void linesAreTailedAndAPartialOneWaits() throws Exception {
        write("a.log", "one\r\ntwo\nthr");
        try (Source source = source(Map.of("file", path("a.log")))) {
            assertThat(texts(source.drain())).containsExactly("one", "two");

            write("a.log", "ee\n\nfive\n");

            List<SourceRecord> rest = source.drain();
            assertThat(texts(rest)).containsExactly("three", "", "five");
            assertThat(rest.get(2).sourceOffset().get("position")).isEqualTo(21L);
            assertThat(rest.get(2).sourceOffset().get("line")).isEqualTo(5L);
            assertThat(rest.get(2).sourcePartition()).isEqualTo(Map.of("file", path("a.log")));
            assertThat(rest.get(2).topic()).isEqualTo("rows");
        }
    }

    @Test
    void withoutTailTheLastLineNeedsNoEnd() throws Exception {
        write("a.log", "one\ntwo");
        try (Source source = source(Map.of("file", path("a.log"), "tail", "false"))) {
            assertThat(texts(source.drain())).containsExactly("one", "two");
            write("a.log", "more\n");
            assertThat(source.drain()).isEmpty();
        }
    }

    @Test
    void aLineThatGrewSinceItsBlockWasReadIsNotTakenForTheLastOne() throws Exception {
        write("a.log", "one\ntw");
        try (Source source = source(Map.of("file", path("a.log"), "tail", "false", "batch.rows", "1"))) {
            assertThat(texts(source.poll())).containsExactly("one");
            write("a.log", "o\n");
            assertThat(texts(source.drain())).containsExactly("two");
        }
    }

    @Test
    void aTaskThatComesBackGoesOnBehindItsLastRowAndReadsTheHeaderAgain() throws Exception {
        write("a.csv", "\ufeffid,note\n1,\"two\nlines\"\n2,x\n3,y\n");
        Map<String, String> settings = Map.of("file", path("a.csv"), "format", "csv", "batch.rows", "1");
        try (Source source = source(settings)) {
            assertThat(source.poll()).hasSize(1).first().satisfies(record -> {
                assertThat(((Struct) record.value()).get("note")).isEqualTo("two\nlines");
                assertThat(record.sourceOffset().get("line")).isEqualTo(3L);
            });
            assertThat(source.poll()).hasSize(1);
        }

        write("a.csv", "4\n");
        try (Source source = source(settings)) {
            Struct third = (Struct) source.poll().get(0).value();
            assertThat(third.get("id")).isEqualTo("3");
            assertThatThrownBy(source::drain).hasMessage(path("a.csv") + " line 6: 1 column, but the header has 2");
        }
    }

    @Test
    void rowsInFrontOfABadOneGoFirstAndTheBadOneIsNamed() throws Exception {
        write("flights.jsonl", "{\"delay\":1}\n{\"delay\":2}\nnonsense\n{\"delay\":4}\n");
        Map<String, String> settings =
                Map.of("file", path("flights.jsonl"), "format", "jsonl", "fields", "delay:int32");
        try (Source source = source(settings)) {
            assertThat(source.poll()).hasSize(2);
            for (int again = 0; again < 2; again++) {
                assertThatThrownBy(source::poll)
                        .isInstanceOf(ConnectException.class)
                        .hasMessageStartingWith(path("flights.jsonl") + " line 3: no JSON: ");
            }
        }
    }

    @Test
    void toleratedRowsAreLeftOutOrKeptInATopic() throws Exception {
        write("a.jsonl", "{\"delay\":1}\nnonsense\n{\"delay\":\"x\"}\n{\"delay\":4}\n");
        Map<String, String> settings = new HashMap<>(
                Map.of("file", path("a.jsonl"), "format", "jsonl", "fields", "delay:int32", "errors.tolerance", "all"));
        try (Source source = source(settings)) {
            assertThat(source.drain()).hasSize(2);
        }

        offsets.clear();
        settings.putAll(Map.of("bad.rows", "topic", "bad.rows.topic", "bad"));
        try (Source source = source(settings)) {
            List<SourceRecord> records = source.drain();
            assertThat(records).extracting(SourceRecord::topic).containsExactly("rows", "bad", "bad", "rows");
            assertThat((byte[]) records.get(1).value())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("nonsense");
            assertThat(records.get(2).headers().lastWithName("line").value()).isEqualTo(3L);
            assertThat(records.get(2).headers().lastWithName("reason").value()).isEqualTo("field delay: no int32: x");
        }
    }

    @Test
    void aRowLongerThanTheLimitIsBadAndTheNextOneIsNot() throws Exception {
        String tooLong = "x".repeat(1_500_000);
        String fits = "y".repeat(900_000);
        write("a.log", "one\n" + tooLong + "\n" + fits + "\nlast\n");
        Map<String, String> settings = Map.of("file", path("a.log"), "bad.rows", "skip", "max.row.bytes", "1048576");
        try (Source source = source(settings)) {
            List<SourceRecord> records = source.drain();
            assertThat(texts(records)).containsExactly("one", fits, "last");
            assertThat(records.get(2).sourceOffset().get("line")).isEqualTo(4L);
        }
        offsets.clear();
        try (Source source = source(Map.of("file", path("a.log")))) {
            assertThatThrownBy(source::drain).hasMessage(path("a.log") + " line 2: longer than max.row.bytes=524288");
        }
    }

    @Test
    void aQuoteThatNothingClosesSpoilsOneLine() throws Exception {
        write("a.csv", "id,note\n1,\"never\n2,x\n3,y\n");
        Map<String, String> settings =
                Map.of("file", path("a.csv"), "format", "csv", "bad.rows", "skip", "tail", "false");
        try (Source source = source(settings)) {
            assertThat(source.drain())
                    .extracting(record -> ((Struct) record.value()).get("id"))
                    .containsExactly("2", "3");
        }
    }

    @Test
    void aTruncatedFileIsToldOrReadFromItsStart() throws Exception {
        write("a.log", "one\ntwo\n");
        Map<String, String> settings = new HashMap<>(Map.of("file", path("a.log")));
        try (Source source = source(settings)) {
            source.drain();
            Files.writeString(dir.resolve("a.log"), "new\n");
            assertThatThrownBy(source::poll).hasMessageContaining("has 4 bytes, but 8 were read");
        }

        settings.put("on.file.change", "restart");
        try (Source source = source(settings)) {
            assertThat(texts(source.drain())).containsExactly("new");
        }
    }

    @Test
    void aFileWrittenAnewIsKnownByItsFirstBytes() throws Exception {
        write("a.log", "one\ntwo\n");
        try (Source source = source(Map.of("file", path("a.log")))) {
            source.drain();
        }
        Files.writeString(dir.resolve("a.log"), "uno\ndue\ntre\n");
        try (Source source = source(Map.of("file", path("a.log")))) {
            assertThatThrownBy(source::poll).hasMessageContaining("does not begin as it did");
        }
    }

    @Test
    void aByteOrderMarkThatArrivesAloneIsPartOfTheFingerprint() throws Exception {
        write("a.log", "\uFEFF");
        try (Source source = source(Map.of("file", path("a.log")))) {
            assertThat(source.drain()).isEmpty();
            write("a.log", "one\n");
            List<SourceRecord> rows = source.drain();
            assertThat(texts(rows)).containsExactly("one");
            assertThat((String) rows.get(0).sourceOffset().get("start")).startsWith("7-");
        }
    }

    @Test
    void aRotatedFileIsReadOutBeforeTheNewOne() throws Exception {
        write("a.log", "one\n");
        try (Source source = source(Map.of("file", path("a.log"), "on.file.change", "restart"))) {
            source.drain();
            write("a.log", "two\n");
            Files.move(dir.resolve("a.log"), dir.resolve("a.log.1"));
            write("a.log", "three\n");

            List<String> texts = new ArrayList<>();
            for (int polls = 0; polls < 5; polls++) {
                texts.addAll(texts(source.poll()));
            }
            assertThat(texts).containsExactly("two", "three");
        }
    }

    @Test
    void theFilesOfADirectoryAreDividedAmongTasksAndNewOnesAreFound() throws Exception {
        for (int i = 0; i < 20; i++) {
            write("f" + i + ".log", "row " + i + "\n");
        }
        write("other.txt", "no\n");
        FileSourceConnector connector = new FileSourceConnector();
        connector.start(Map.of("directory", dir.toString(), "pattern", "*.log", "topic", "rows"));
        List<Map<String, String>> configs = connector.taskConfigs(3);
        assertThat(configs).hasSize(3);

        List<String> all = new ArrayList<>();
        for (Map<String, String> config : configs) {
            try (Source source = source(config)) {
                List<String> some = texts(source.drain());
                assertThat(some).isNotEmpty();
                all.addAll(some);
            }
        }
        assertThat(all).hasSize(20).doesNotHaveDuplicates();

        try (Source one = source(Map.of("directory", dir.toString(), "pattern", "*.log"))) {
            assertThat(one.drain()).isEmpty();
            write("new.log", "fresh\n");
            assertThat(one.poll()).isEmpty();
            assertThat(texts(one.drain())).containsExactly("fresh");
        }
    }

    private Source source(Map<String, String> settings) {
        return new Source(settings, offsets);
    }

    private String path(String name) {
        return dir.resolve(name).toString();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<String> texts(List<SourceRecord> records) {
        return records.stream().map(record -> (String) record.value()).toList();
    }
}
