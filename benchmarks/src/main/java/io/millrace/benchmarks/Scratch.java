package io.millrace.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory of one run, deleted at its end and at Ctrl-C. <i>Any thread.</i> */
public final class Scratch implements AutoCloseable {
    private final Path directory;
    private final Thread atExit = new Thread(this::delete, "millrace-bench-scratch");

    private Scratch(Path directory) {
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** A new directory in this one, which is made when missing. */
    public static Scratch under(Path parent) {
        try {
            Files.createDirectories(parent);
            return new Scratch(Files.createTempDirectory(parent, "run-"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory in " + parent, e);
        }
    }

    /** Where it lies. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() {
        delete();
    }

    /** Deletes a directory and all in it; what is gone already does not matter. */
    public static void delete(Path tree) {
        try (Stream<Path> found = Files.walk(tree)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException gone) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + tree, e);
        }
    }

    private void delete() {
        delete(directory);
    }
}
