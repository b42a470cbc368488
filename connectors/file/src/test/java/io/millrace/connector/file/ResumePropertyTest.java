package io.millrace.connector.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** However a file grows and whenever the task is restarted, its rows are the same. */
class ResumePropertyTest {

    @Property(tries = 200)
    void rowsAreTheSameForEveryWayToGrowAndToRestart(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int rows, @ForAll boolean isCsv)
            throws IOException, InterruptedException {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder(isCsv ? "id,note\r\n" : "");
        for (int i = 0; i < rows; i++) {
            String note = pick(random, "plain", "", "with, comma", "two\nlines", "say \"hi\"", "é🚀");
            expected.add(i + "=" + note);
            String csv = i + ",\"" + note.replace("\"", "\"\"") + "\"";
            String json = "{\"id\":\"" + i + "\",\"note\":\""
                    + note.replace("\"", "\\\"").replace("\n", "\\n") + "\"}";
            text.append(isCsv ? csv : json).append(random.nextBoolean() ? "\n" : "\r\n");
        }

        assertThat(readInPieces(text.toString().getBytes(StandardCharsets.UTF_8), isCsv, random))
                .isEqualTo(expected);
    }

    private static List<String> readInPieces(byte[] bytes, boolean isCsv, Random random)
            throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("millrace-file");
        Path file = Files.createFile(dir.resolve("rows"));
        System.setProperty(FileRoots.PROPERTY, dir.toString());
        Map<String, String> settings = Map.of(
                "file",
                file.toString(),
                "format",
                isCsv ? "csv" : "jsonl",
                "fields",
                "id:string,note:string",
                "batch.rows",
                String.valueOf(1 + random.nextInt(3)));
        Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
        List<SourceRecord> records = new ArrayList<>();
        Source source = new Source(settings, offsets);
        try {
            for (int at = 0; at < bytes.length; ) {
                int next = Math.min(bytes.length, at + 1 + random.nextInt(30));
                Files.write(file, Arrays.copyOfRange(bytes, at, next), StandardOpenOption.APPEND);
                at = next;
                if (random.nextInt(3) == 0) {
                    source.close();
                    source = new Source(settings, offsets);
                }
                records.addAll(random.nextBoolean() ? source.poll() : source.drain());
            }
            records.addAll(source.drain());
        } finally {
            source.close();
            System.clearProperty(FileRoots.PROPERTY);
            Files.delete(file);
            Files.delete(dir);
        }
        return records.stream().map(ResumePropertyTest::text).toList();
    }

    private static String text(SourceRecord record) {
        Struct struct = (Struct) record.value();
        return struct.get("id") + "=" + struct.get("note");
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
