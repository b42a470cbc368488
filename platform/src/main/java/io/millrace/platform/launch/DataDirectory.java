package io.millrace.platform.launch;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where data goes on this machine. <i>Immutable.</i> */
public final class DataDirectory {
    private DataDirectory() {}

    /** What a node keeps for this user: {@code $XDG_DATA_HOME/millrace}, or {@code ~/.local/share/millrace}. */
    public static Path ofUser() {
        return under("XDG_DATA_HOME", ".local/share");
    }

    /** What may be thrown away: {@code $XDG_CACHE_HOME/millrace}, or {@code ~/.cache/millrace}. */
    public static Path ofCache() {
        return under("XDG_CACHE_HOME", ".cache");
    }

    /** Makes the directory when it is missing; refuses one that cannot be written. */
    public static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new Refused(2, "--data: cannot make the directory " + directory + ": " + reason(e));
        }
        if (!Files.isWritable(directory)) {
            throw new Refused(2, "--data: the directory " + directory + " is not writable");
        }
    }

    private static Path under(String variable, String fallback) {
        String given = System.getenv(variable);
        Path base =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), fallback) : Path.of(given);
        return base.resolve("millrace");
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        return e.getClass().getSimpleName().replace("Exception", "") + " (" + e.getMessage() + ")";
    }
}
