package io.millrace.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A directory of this machine. <i>Any thread.</i> */
public final class FileDisk implements Disk {
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path root;

    /** The directory is created when it is missing. */
    public FileDisk(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    @Override
    public DiskFile open(String path) throws IOException {
        Path file = root.resolve(path);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new ChannelFile(file.toString(), channel);
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        Files.createDirectories(root.resolve(directory));
    }

    @Override
    public List<String> list(String directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(directory))) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(root.resolve(from), root.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(root.resolve(path));
    }

    @Override
    public void deleteTree(String directory) throws IOException {
        try {
            Files.walkFileTree(root.resolve(directory), new Deleting());
        } catch (NoSuchFileException e) {
            // Somebody was faster; gone is gone.
        }
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        try (FileChannel channel = FileChannel.open(root.resolve(directory), StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw new SyncFailed(root.resolve(directory).toString(), e);
        }
    }

    @Override
    public AutoCloseable lock(String path) throws IOException {
        Path file = root.resolve(path).toAbsolutePath().normalize();
        // Closing any channel of a file drops all locks this process has on it, so a second one is never opened.
        if (!LOCKED.add(file)) {
            throw new DirectoryInUse(root + " is in use by this process");
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new DirectoryInUse(
                        root + " is in use by another process; stop that one, or choose another directory");
            }
            return () -> {
                channel.close();
                LOCKED.remove(file);
            };
        } catch (IOException e) {
            LOCKED.remove(file);
            throw e;
        }
    }

    @Override
    public long totalBytes() {
        return root.toFile().getTotalSpace();
    }

    @Override
    public long usableBytes() {
        return root.toFile().getUsableSpace();
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
