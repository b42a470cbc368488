package io.millrace.connector.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.zip.CRC32;
import org.apache.kafka.common.config.ConfigException;

/** Names in a directory, and which of a connector's tasks reads each. *Immutable.* */
record FileGlob(String directory, String pattern, int task, int tasks) {

    private static final int MAX_FILES = 10_000;

    static void check(String key, String pattern) {
        if (pattern.isEmpty() || pattern.indexOf('/') >= 0) {
            throw new ConfigException(key, pattern, "it may be a glob over names in the directory, such as *.csv");
        }
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new ConfigException(key, pattern, "no glob: " + e.getDescription());
        }
    }

    /** This task's names, in order, directories left out; {@code real} is where the directory really is. */
    List<String> list(Path real) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(real, pattern)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (isMine(name) && !Files.isDirectory(entry)) {
                    names.add(directory + (directory.endsWith("/") ? "" : "/") + name);
                }
                if (names.size() > MAX_FILES) {
                    throw new IOException("more than " + MAX_FILES + " files for one task; raise tasks.max");
                }
            }
        }
        names.sort(null);
        return names;
    }

    /** By name alone: a new file finds its task without the others being told, and a file never moves. */
    private boolean isMine(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % tasks == task;
    }
}
