package io.millrace.examples.demo;

import io.millrace.platform.cli.Main;
import io.millrace.platform.launch.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One demo at a time in a data directory. One thread. */
final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
        this.channel = channel;
    }

    static Lock of(Path directory) {
        try {
            FileChannel channel = FileChannel.open(
                    directory.resolve("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!taken(channel)) {
                channel.close();
                throw new Refused(
                        Main.FAILED,
                        "--data: another demo runs in " + directory + "; end it, or give a directory of its own");
            }
            return new Lock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("--data: " + directory + " cannot be locked", e);
        }
    }

    private static boolean taken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock cannot be given back", e);
        }
    }
}
