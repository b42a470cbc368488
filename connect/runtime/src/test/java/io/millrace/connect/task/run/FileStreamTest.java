package io.millrace.connect.task.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's own file connectors, as they come, from a directory of plug-ins. */
class FileStreamTest {
    private static final Path PLUGINS = Path.of("target", "plugins");

    @TempDir
    Path directory;

    @Test
    void aFileGoesIntoTheLogAndOutAgain() throws Exception {
        Path in = directory.resolve("in.txt");
        Path out = directory.resolve("out.txt");
        Files.writeString(in, "one\ntwo\nthree\n");
        try (Bench bench = new Bench(PLUGINS)) {
            bench.start("FileStreamSource", Map.of("file", in.toString(), "topic", "lines", "batch.size", "100"));
            assertThat(bench.read("lines", 3)).containsExactly("null=one", "null=two", "null=three");

            bench.start("FileStreamSink", 0, Map.of("file", out.toString(), "topics", "lines"), new Bench.Heard());
            Bench.await(() -> lines(out) == 3);

            assertThat(out).hasContent("one\ntwo\nthree");
            assertThat(bench.plugins.findConnector("FileStreamSource", null).loader())
                    .isNotSameAs(FileStreamTest.class.getClassLoader());
            Bench.await(
                    () -> Map.of("position", 14L).equals(bench.offsets.kept.get(Map.of("filename", in.toString()))));
        }
    }

    private static long lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (java.io.IOException e) {
            return -1;
        }
    }
}
