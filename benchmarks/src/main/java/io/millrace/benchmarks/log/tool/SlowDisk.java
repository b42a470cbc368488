package io.millrace.benchmarks.log.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A disk whose every sync takes so many milliseconds more, for whatever program: a library that stands between the
 * program and the C library's {@code fsync}, {@code fdatasync}, {@code msync} and {@code syncfs}. <i>Immutable.</i>
 */
public final class SlowDisk {
    private static final String SOURCE = "slow-sync.c";

    private final Path library;

    private SlowDisk(Path library) {
        this.library = library;
    }

    /** Compiled into this directory; empty where there is no C compiler, or no Linux. */
    public static Optional<SlowDisk> compiled(Path directory) {
        Path source = directory.resolve(SOURCE);
        Path library = directory.resolve("libslowsync.so");
        try (InputStream in = Objects.requireNonNull(SlowDisk.class.getResourceAsStream(SOURCE), SOURCE)) {
            Files.write(source, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + source, e);
        }
        try {
            int exit = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(), "-ldl")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            return exit == 0
                            && Files.exists(library)
                            && System.getProperty("os.name").equals("Linux")
                    ? Optional.of(new SlowDisk(library))
                    : Optional.empty();
        } catch (IOException noCompiler) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The environment of a program whose syncs shall take so much longer. */
    public Map<String, String> environment(int addedMs) {
        return Map.of("LD_PRELOAD", library.toString(), "SLOW_SYNC_MS", Integer.toString(addedMs));
    }
}
