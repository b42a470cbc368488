package io.millrace.benchmarks.torture;

import io.millrace.benchmarks.Turns;
import io.millrace.platform.cli.Main;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file system of its own in a file (loop device, ext4), that is shut down as by a power cut: of what was written only
 * what was synced is there afterwards. Needs root, {@code mkfs.ext4} and {@code xfs_io}. Used by one thread.
 */
final class PowerCut implements Ground {
    private static final long IMAGE_BYTES = 4L << 30;
    private static final long TRIAL_BYTES = 16L << 20;
    private static final String IMAGE = "disk.img";
    private static final String MOUNT = "disk";
    private static final long PATIENCE_SECONDS = 60;
    private static final int UNMOUNT_TRIES = 50;
    private static final long LOOK_MS = 100;

    private final Path image;
    private final Path mount;

    private PowerCut(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Why it cannot be done here; null when it can. */
    static @Nullable String missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "mounting a file system needs root";
        }
        if (!Files.exists(Path.of("/dev/loop-control"))) {
            return "this machine has no loop devices";
        }
        for (String program : List.of("mkfs.ext4", "xfs_io", "mount", "umount")) {
            if (!succeeds(List.of("sh", "-c", "command -v " + program))) {
                return "the program " + program + " is missing (Debian: apt-get install e2fsprogs xfsprogs)";
            }
        }
        return refused();
    }

    /** A container may have the devices and the programs, and yet not the right to mount. */
    private static @Nullable String refused() {
        try {
            Path directory = Files.createTempDirectory("millrace-power");
            try (PowerCut trial = made(directory, TRIAL_BYTES)) {
                trial.cut();
                return null;
            } finally {
                Files.deleteIfExists(directory.resolve(IMAGE));
                Files.deleteIfExists(directory.resolve(MOUNT));
                Files.deleteIfExists(directory);
            }
        } catch (IllegalStateException | IOException e) {
            return "a trial failed: " + e.getMessage();
        }
    }

    /** Makes and mounts one in the directory. */
    static PowerCut in(Path directory) {
        String missing = missing();
        if (missing != null) {
            throw new Refused(Main.FAILED, "torture: no power can be cut here: " + missing);
        }
        return made(directory, IMAGE_BYTES);
    }

    private static PowerCut made(Path directory, long bytes) {
        PowerCut made = new PowerCut(directory.resolve(IMAGE), directory.resolve(MOUNT));
        try {
            Files.createDirectories(made.mount);
            try (RandomAccessFile file = new RandomAccessFile(made.image.toFile(), "rw")) {
                file.setLength(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + made.image, e);
        }
        run("mkfs.ext4", "-q", "-E", "lazy_itable_init=1", made.image.toString());
        made.mend();
        return made;
    }

    @Override
    public Path data() {
        return mount.resolve("data");
    }

    @Override
    public void cut() {
        run("xfs_io", "-x", "-c", "shutdown", mount.toString());
    }

    @Override
    public void mend() {
        unmount();
        run("mount", "-o", "loop", image.toString(), mount.toString());
    }

    @Override
    public void close() {
        unmount();
    }

    private void unmount() {
        for (int left = UNMOUNT_TRIES; succeeds(List.of("mountpoint", "-q", mount.toString())); left--) {
            if (succeeds(List.of("umount", mount.toString()))) {
                return;
            }
            if (left == 0) {
                throw new IllegalStateException("cannot unmount " + mount);
            }
            // The kernel lets go of a dead process's files a moment later.
            Turns.pause(LOOK_MS);
        }
    }

    private static void run(String... command) {
        String said = execute(List.of(command));
        if (said != null) {
            throw new IllegalStateException(String.join(" ", command) + ": " + said);
        }
    }

    private static boolean succeeds(List<String> command) {
        return execute(command) == null;
    }

    /** What the command said when it failed; null when it did not. */
    private static @Nullable String execute(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "did not end within " + PATIENCE_SECONDS + " s";
            }
            return process.exitValue() == 0 ? null : said.strip();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
