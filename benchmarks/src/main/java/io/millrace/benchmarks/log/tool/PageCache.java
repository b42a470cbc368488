package io.millrace.benchmarks.log.tool;

import io.millrace.benchmarks.Turns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Has the kernel forget what it holds of files in memory, so that the next reader needs the disk. */
public final class PageCache {
    private static final long SMALL_BYTES = 64 << 10;

    private PageCache() {}

    /** Forgets all larger files below a directory; false where {@code dd} cannot ask for it, as on other systems. */
    public static boolean forget(Path directory) {
        // What is not written yet cannot be forgotten.
        Turns.writeOut();
        List<Path> files;
        try (Stream<Path> found = Files.walk(directory)) {
            files = found.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > SMALL_BYTES)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
        return files.stream().map(PageCache::forgetFile).reduce(true, Boolean::logicalAnd);
    }

    private static boolean forgetFile(Path file) {
        try {
            List<String> command = new ArrayList<>(List.of("dd", "if=" + file, "iflag=nocache", "count=0"));
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
