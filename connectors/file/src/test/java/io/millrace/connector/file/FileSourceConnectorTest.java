package io.millrace.connector.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceConnectorTest {

    @TempDir
    Path dir;

    private Path root;

    @BeforeEach
    void allowOneDirectory() throws IOException {
        root = Files.createDirectory(dir.resolve("root"));
        Files.writeString(root.resolve("good.csv"), "a\n");
        Files.writeString(dir.resolve("secret.csv"), "a\n");
        System.setProperty(FileRoots.PROPERTY, root.toString());
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty(FileRoots.PROPERTY);
    }

    @Test
    void aGoodConfigurationHasNoErrors() {
        assertThat(errors(Map.of("file", file("good.csv"), "topic", "t", "format", "csv")))
                .isEmpty();
        assertThat(errors(Map.of("directory", root.toString(), "pattern", "*.csv", "topic", "t")))
                .isEmpty();
    }

    @Test
    void everyBadKeyIsNamedAtOnceWithWhatItMayBe() {
        Map<String, String> errors = errors(Map.of(
                "format", "xml",
                "fields", "delay:int",
                "csv.separator", "ab",
                "pattern", "[",
                "bad.rows", "topic",
                "batch.rows", "0",
                "tail", "perhaps"));

        assertThat(errors)
                .containsOnlyKeys(
                        "topic",
                        "format",
                        "fields",
                        "csv.separator",
                        "pattern",
                        "bad.rows.topic",
                        "batch.rows",
                        "tail",
                        "file");
        assertThat(errors.get("format")).contains("jsonl");
        assertThat(errors.get("fields")).contains("'int'").contains("string, int32, int64, float64 or boolean");
        assertThat(errors.get("file")).contains("give file or directory");
        assertThat(errors.get("topic")).contains("topic");
    }

    @Test
    void aMisspeltKeyIsNamedAndTheWorkersOwnKeysAreLeftAlone() {
        Map<String, String> errors = errors(Map.of(
                "file", file("good.csv"),
                "topic", "t",
                "feilds", "a:string",
                "name", "n",
                "tasks.max", "1",
                "connector.class", "c",
                "transforms", "x",
                "errors.tolerance", "all"));

        assertThat(errors).containsOnlyKeys("feilds");
        assertThat(errors.get("feilds")).contains("did you mean fields?");
    }

    @Test
    void pathsThatLeaveTheRootsAreRefusedByNameInValidateAndAtOpen() throws IOException {
        Files.createSymbolicLink(root.resolve("link.csv"), dir.resolve("secret.csv"));
        Files.createSymbolicLink(root.resolve("inner.csv"), root.resolve("good.csv"));
        Files.createSymbolicLink(root.resolve("up"), dir);

        for (String name : List.of("link.csv", "up/secret.csv")) {
            refused(file(name), "lies outside of what connectors may read: " + root);
        }
        refused(dir.resolve("secret.csv").toString(), "lies outside");
        refused("/etc/passwd", "lies outside");
        refused(dir.resolve("absent.csv").toString(), "lies outside");
        refused("/dev/zero", "lies outside");
        refused(root + "/../secret.csv", "holds '..'");
        refused(root.toString(), "is a directory");
        refused(file("absent.csv"), "does not exist");
        refused("a\0b", "is no path");
        assertThat(errors(Map.of("file", file("inner.csv"), "topic", "t"))).isEmpty();
        assertThat(errors(Map.of("directory", file("up"), "topic", "t")).get("directory"))
                .contains("lies outside");
    }

    @Test
    void devicesAndPipesAreRefusedEvenUnderARoot() {
        System.setProperty(FileRoots.PROPERTY, "/dev");

        refused("/dev/null", "is a device, pipe or socket");
    }

    @Test
    void aLinkThatLeavesTheRootIsLeftOutOfADirectory() throws Exception {
        Files.createSymbolicLink(root.resolve("link.csv"), dir.resolve("secret.csv"));

        try (Source source = new Source(Map.of("directory", root.toString()), new HashMap<>())) {
            assertThat(source.drain())
                    .extracting(record -> record.sourcePartition().get("file"))
                    .allMatch(name -> name.equals(file("good.csv")))
                    .hasSize(1);
        }
    }

    @Test
    void itIsFoundAsAService() {
        assertThat(ServiceLoader.load(SourceConnector.class)).hasAtLeastOneElementOfType(FileSourceConnector.class);
    }

    @Test
    void offsetsMayBeSetToAPositionOnly() {
        FileSourceConnector connector = new FileSourceConnector();

        assertThat(connector.alterOffsets(Map.of(), Map.of(Map.of("file", "a"), Map.of("position", 0))))
                .isTrue();
        assertThatThrownBy(() -> connector.alterOffsets(Map.of(), Map.of(Map.of("file", "a"), Map.of("position", -1))))
                .isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> connector.alterOffsets(Map.of(), Map.of(Map.of("name", "a"), Map.of("position", 1))))
                .isInstanceOf(ConnectException.class);
    }

    private void refused(String path, String why) {
        assertThat(errors(Map.of("file", path, "topic", "t")).get("file")).contains(why);
        assertThatThrownBy(() -> new Source(Map.of("file", path), new HashMap<>()).close())
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(why);
    }

    private String file(String name) {
        return root.resolve(name).toString();
    }

    private static Map<String, String> errors(Map<String, String> settings) {
        Map<String, String> errors = new TreeMap<>();
        new FileSourceConnector().validate(settings).configValues().forEach(value -> {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), String.join("; ", value.errorMessages()));
            }
        });
        return errors;
    }
}
