package io.millrace.benchmarks.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Follows each page of the documentation as a reader would, and sees what it shows. */
class DocsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/getting-started.md",
                "docs/streams.md",
                "docs/connect.md",
                "docs/schema-registry.md"
            })
    void whatAPageSaysIsWhatHappens(String file, @TempDir Path directory) throws Exception {
        Page page = Page.read(Path.of("..", file));
        assertThat(page.steps()).isNotEmpty();
        assumeTrue(!page.mentions("curl ") || isThere("curl"), file + " uses curl, which is not installed");

        try (Reader reader = new Reader(directory)) {
            reader.follow(page);
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
