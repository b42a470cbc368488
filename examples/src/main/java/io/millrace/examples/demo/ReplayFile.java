package io.millrace.examples.demo;

import io.millrace.examples.flights.FlightInput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The flights with all their replays, as one file for the connector. It is written aside and renamed, so that a file of
 * the right size is whole. Each feed has a name of its own: a connector's position in an older file never counts for it.
 * One thread.
 */
final class ReplayFile {
    private static final String PREFIX = "flights-";
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final FlightInput input;
    private final int times;

    ReplayFile(Path directory, FlightInput input, int times) {
        this.directory = directory;
        this.input = input;
        this.times = times;
    }

    /** Bytes of the file when it is whole. */
    long size() {
        return input.bytes(times);
    }

    /** The whole file of so many replays that an earlier run left. */
    Optional<Path> known() {
        return files().stream().filter(file -> sizeOf(file) == size()).findFirst();
    }

    /** A file under a name that was never used, in place of all others. */
    Path anew(Stage stage) {
        try {
            Files.createDirectories(directory);
            List<Path> old = files();
            Path file = directory.resolve(PREFIX + System.currentTimeMillis() + SUFFIX);
            Optional<Path> whole = known();
            if (whole.isPresent()) {
                Files.move(whole.get(), file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                write(file, stage);
            }
            for (Path each : old) {
                Files.deleteIfExists(each);
            }
            stage.at(input.records(times));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the replayed flights cannot be written to " + directory, e);
        }
    }

    /** A copy of that file beside the flights: a connector that is stored must find it, wherever a later demo runs from. */
    Path copyOf(Path given) throws IOException {
        Path copy = directory.resolve(given.getFileName()).toAbsolutePath().normalize();
        if (!Files.exists(copy) || Files.mismatch(given, copy) >= 0) {
            Files.createDirectories(directory);
            Path aside = directory.resolve(given.getFileName() + ".part");
            Files.copy(given, aside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(aside, copy, StandardCopyOption.ATOMIC_MOVE);
        }
        return copy;
    }

    private void write(Path file, Stage stage) throws IOException {
        Path aside = directory.resolve("flights.part");
        long[] records = new long[1];
        try (FileChannel channel = FileChannel.open(
                        aside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                OutputStream out =
                        new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), 1 << 20)) {
            input.replay(times, (key, line) -> {
                try {
                    out.write(line);
                    out.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                if (++records[0] % 10_000 == 0) {
                    stage.at(records[0]);
                }
            });
            out.flush();
            channel.force(true);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be listed", e);
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1;
        }
    }
}
