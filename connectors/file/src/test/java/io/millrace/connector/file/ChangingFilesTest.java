package io.millrace.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that others replace, turn to, delete and make again while they are read. */
class ChangingFilesTest {
    private static final String HEADER = "day,id,amount\n";

    private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();

    @TempDir
    private Path dir;

    @BeforeEach
    void allowTheDirectory() {
        System.setProperty(FileRoots.PROPERTY, dir.resolve("in").toString());
        assertThat(dir.resolve("in").toFile().mkdir()).isTrue();
    }

    @AfterEach
    void forgetTheDirectory() {
        System.clearProperty(FileRoots.PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "restart"})
    void anExportOfAnotherDayUnderTheSameHeaderIsNoticedWhileItIsTailed(String onChange) throws Exception {
        put("daily.csv", HEADER + rows("mon", 1, 100));
        try (Source source = source(csv("daily.csv", onChange))) {
            assertThat(source.drain()).hasSize(100);

            // As cp does: the same inode, written anew.
            Files.writeString(in("daily.csv"), HEADER + rows("tuesday", 1, 120));

            if (onChange.equals("fail")) {
                assertThatThrownBy(source::poll).hasMessageContaining("it was replaced");
            } else {
                assertThat(ids(source.drain())).hasSize(120).startsWith("1").endsWith("120");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fail", "restart"})
    void anExportOfAnotherDayIsNoticedWhenTheTaskComesBack(String onChange) throws Exception {
        put("daily.csv", HEADER + rows("mon", 1, 100));
        try (Source source = source(csv("daily.csv", onChange))) {
            assertThat(source.drain()).hasSize(100);
        }

        put("next.csv", HEADER + rows("wednesday", 1, 120));
        Files.move(in("next.csv"), in("daily.csv"), StandardCopyOption.REPLACE_EXISTING);

        try (Source source = source(csv("daily.csv", onChange))) {
            if (onChange.equals("fail")) {
                assertThatThrownBy(source::poll).hasMessageContaining("it was replaced");
            } else {
                assertThat(ids(source.drain())).hasSize(120);
            }
        }
    }

    /** The first kilobyte is as it was. */
    @Test
    void aLongFileThatWasChangedBehindItsBeginningIsNoticed() throws Exception {
        put("long.csv", HEADER + rows("mon", 1, 500));
        try (Source source = source(csv("long.csv", "fail"))) {
            assertThat(source.drain()).hasSize(500);
        }
        Files.writeString(in("long.csv"), HEADER + rows("mon", 1, 400) + rows("tuesday", 401, 600));

        try (Source source = source(csv("long.csv", "fail"))) {
            assertThatThrownBy(source::poll).hasMessageContaining("the bytes before byte");
        }
    }

    @Test
    void aFileRewrittenAtTheSameLengthIsNoticed() throws Exception {
        put("a.csv", "h\none\ntwo\n");
        try (Source source = source(csv("a.csv", "restart"))) {
            source.drain();
            Files.writeString(in("a.csv"), "h\nuno\ndue\n");
            Files.setLastModifiedTime(in("a.csv"), java.nio.file.attribute.FileTime.fromMillis(1_000));

            assertThat(source.drain()).hasSize(2);
        }
    }

    @Test
    void anOffsetWithoutTheTailIsTakenAsItIs() throws Exception {
        put("a.log", "one\ntwo\nthree\n");
        offsets.put(Map.of("file", path("a.log")), Map.of("position", 4L, "line", 1L));

        try (Source source = source(Map.of("file", path("a.log")))) {
            assertThat(texts(source.drain())).containsExactly("two", "three");
        }
    }

    @Test
    void aPositionThatSomebodySetIsGoodWhateverStandsBesideIt() throws Exception {
        put("a.log", "one\ntwo\nthree\nfour\n");
        try (Source source = source(Map.of("file", path("a.log")))) {
            source.drain();
        }
        offsets.get(Map.of("file", path("a.log"))).put("position", 8L);

        try (Source source = source(Map.of("file", path("a.log")))) {
            assertThat(texts(source.drain())).containsExactly("three", "four");
        }
    }

    @Test
    void deletedFilesOfADirectoryAreClosedAndTheirNamesMayComeAgain() throws Exception {
        try (Source source = source(Map.of("directory", path(""), "on.file.change", "restart"))) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 20; i++) {
                    put("spool-" + i, "round " + round + " row " + i + "\n");
                }
                List<String> read = new ArrayList<>();
                until(() -> {
                    read.addAll(texts(source.drain()));
                    return read.size() == 20;
                });
                for (int i = 0; i < 20; i++) {
                    Files.delete(in("spool-" + i));
                }
                until(() -> {
                    source.poll();
                    return deletedButOpen() == 0;
                });
            }
        }
    }

    @Test
    void whatWasLeftOutIsLookedAtAgain() throws Exception {
        Files.createSymbolicLink(in("link"), in("target"));
        Files.createDirectory(in("sub"));
        try (Source source = source(Map.of("directory", path("")))) {
            put("a.log", "a\n");
            List<String> read = new ArrayList<>();
            until(() -> {
                read.addAll(texts(source.drain()));
                return read.contains("a");
            });

            Files.delete(in("sub"));
            put("sub", "no directory any more\n");
            Files.delete(in("link"));
            put("link", "no link any more\n");

            until(() -> {
                read.addAll(texts(source.drain()));
                return read.containsAll(List.of("no directory any more", "no link any more"));
            });
        }
    }

    @Test
    void aLinkThatIsTurnedIsFollowedAndOneThatLeavesTheRootIsNot() throws Exception {
        put("l1", "one\n");
        put("l2", "two\n");
        Files.writeString(dir.resolve("secret"), "secret\n");
        Files.createSymbolicLink(in("cur"), Path.of("l1"));
        try (Source source = source(Map.of("file", path("cur"), "on.file.change", "restart"))) {
            assertThat(texts(source.drain())).containsExactly("one");

            turn("cur", Path.of("l2"));
            assertThat(texts(source.drain())).containsExactly("two");

            turn("cur", dir.resolve("secret"));
            assertThatThrownBy(source::drain).hasMessageContaining("outside of what connectors may read");
        }
    }

    @Test
    void ofARowThatIsTooLongItsBeginningIsKept() throws Exception {
        put("a.log", "x".repeat(3_000_000) + "\nafter\n");
        Map<String, String> settings = Map.of("file", path("a.log"), "bad.rows", "topic", "bad.rows.topic", "bad");
        try (Source source = source(settings)) {
            List<SourceRecord> records = source.drain();

            assertThat(records).hasSize(2);
            assertThat((byte[]) records.get(0).value()).hasSize(64 << 10).containsOnly('x');
            assertThat(records.get(0).headers().lastWithName("cut").value()).isEqualTo(true);
            assertThat(records.get(1).value()).isEqualTo("after");
        }
    }

    private void turn(String link, Path to) throws IOException {
        Path aside = dir.resolve("aside");
        Files.createSymbolicLink(aside, to);
        Files.move(aside, in(link), StandardCopyOption.ATOMIC_MOVE);
    }

    private Map<String, String> csv(String name, String onChange) {
        return Map.of("file", path(name), "format", "csv", "on.file.change", onChange);
    }

    private static String rows(String day, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int id = from; id <= to; id++) {
            text.append(day).append(',').append(id).append(",10\n");
        }
        return text.toString();
    }

    private static List<String> ids(List<SourceRecord> records) {
        return records.stream()
                .map(record -> ((Struct) record.value()).getString("id"))
                .toList();
    }

    private static List<String> texts(List<SourceRecord> records) {
        return records.stream().map(record -> (String) record.value()).toList();
    }

    private int deletedButOpen() throws IOException {
        int found = 0;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path each : open.toList()) {
                try {
                    String to = Files.readSymbolicLink(each).toString();
                    found += to.startsWith(dir.toRealPath().toString()) && to.endsWith("(deleted)") ? 1 : 0;
                } catch (IOException closedMeanwhile) {
                    continue;
                }
            }
        }
        return found;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(Condition condition) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("not in time").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private Source source(Map<String, String> settings) {
        return new Source(settings, offsets);
    }

    private Path in(String name) {
        return dir.resolve("in").resolve(name);
    }

    private String path(String name) {
        return in(name).toString();
    }

    private void put(String name, String text) throws IOException {
        Files.writeString(in(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
