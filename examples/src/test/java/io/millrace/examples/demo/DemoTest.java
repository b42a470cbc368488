package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoTest {
    private static final Path DATA = Path.of("data");

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyRowEqualsThePlainLoops(int times, @TempDir Path directory) throws Exception {
        PlainLoops expected = PlainLoops.over(DATA, times);

        DemoRun.Result result = run(directory, times, new ByteArrayOutputStream());

        EveryRow.equals(result, expected);
    }

    @Test
    void aSecondRunSaysWhatIsKnownAndHasTheSameTable(@TempDir Path directory) throws Exception {
        Path data = directory.resolve("demo");
        // The first runs from another clone, which is gone by the second.
        Path clone = Files.createDirectories(directory.resolve("clone"));
        try (Stream<Path> files = Files.list(DATA)) {
            for (Path file : files.toList()) {
                Files.copy(file, clone.resolve(file.getFileName()));
            }
        }
        DemoRun.Result first =
                DemoRun.once(DemoPlan.embedded(clone, data, 1), new PrintStream(new ByteArrayOutputStream()));
        Files.delete(clone.resolve("airports.csv"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        DemoRun.Result second = run(data, 1, said);

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("airports: 3,376 are in the log already")
                .contains("20,005 records are in the log already")
                .contains("job: finished before");
        assertThat(second.table().rows()).isEqualTo(first.table().rows());
        assertThat(second.figures()).isEmpty();
    }

    @Test
    void aDatabaseThatWasNamedTakesTheRowsAndItsPasswordIsNotShown(@TempDir Path directory) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (OwnPostgres other = OwnPostgres.start(directory.resolve("other"));
                PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            Database named = new Database(other.database().url(), "postgres", "marker-pw-1");
            DemoPlan plan = new DemoPlan(DATA, directory.resolve("demo"), 1, null, null, null, named, false);

            DemoRun.Result result = DemoRun.once(plan, err);

            EveryRow.equals(result, PlainLoops.over(DATA, 1));
            assertThat(named.hasTable()).isTrue();
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("[hidden]").doesNotContain("marker-pw-1");
        assertThat(directory.resolve("demo").resolve("postgresql")).doesNotExist();
    }

    @Test
    void otherReplaysBeginAnew(@TempDir Path directory) throws Exception {
        run(directory, 2, new ByteArrayOutputStream());

        ByteArrayOutputStream said = new ByteArrayOutputStream();
        DemoRun.Result fewer = run(directory, 1, said);

        EveryRow.equals(fewer, PlainLoops.over(DATA, 1));
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("the log holds another input; resetting");
    }

    private static DemoRun.Result run(Path directory, int times, ByteArrayOutputStream said) throws Exception {
        try (PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            return DemoRun.once(DemoPlan.embedded(DATA, directory, times), err);
        }
    }
}
