package io.millrace.connector.file;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directories that a connector may read under; everything else is refused by name. *Immutable.* */
final class FileRoots {

    static final String PROPERTY = "millrace.files.root";
    static final String VARIABLE = "MILLRACE_FILES_ROOT";

    private final List<Path> roots;

    FileRoots(List<Path> roots) {
        this.roots =
                roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    }

    /** What the process was started with; the working directory if it was told nothing. */
    static FileRoots ofProcess() {
        String list = System.getProperty(PROPERTY);
        if (list == null || list.isBlank()) {
            list = System.getenv(VARIABLE);
        }
        List<Path> roots = new ArrayList<>();
        for (String root : list == null || list.isBlank() ? new String[] {""} : list.split(File.pathSeparator)) {
            roots.add(Path.of(root));
        }
        return new FileRoots(roots);
    }

    /** The real path of a regular file under a root. */
    Path file(String name) throws Refused {
        Path real = real(name);
        BasicFileAttributes attributes = attributes(name, real);
        if (attributes.isDirectory()) {
            throw new Refused(name + " is a directory, not a file");
        }
        if (!attributes.isRegularFile()) {
            throw new Refused(name + " is a device, pipe or socket, not a file");
        }
        return real;
    }

    /** The real path of a directory under a root. */
    Path directory(String name) throws Refused {
        Path real = real(name);
        if (!attributes(name, real).isDirectory()) {
            throw new Refused(name + " is no directory");
        }
        return real;
    }

    private Path real(String name) throws Refused {
        Path path = path(name);
        for (Path part : path) {
            if (part.toString().equals("..")) {
                throw new Refused(name + " holds '..'; name the file directly");
            }
        }
        // First by name alone, so that the answer says nothing about what exists outside of the roots.
        Path absolute = path.toAbsolutePath().normalize();
        if (roots.stream().noneMatch(root -> absolute.startsWith(root) || absolute.startsWith(real(root)))) {
            throw outside(name);
        }
        Path real;
        try {
            real = absolute.toRealPath();
        } catch (NoSuchFileException e) {
            throw new Refused(name + " does not exist", true);
        } catch (IOException e) {
            throw new Refused(name + " cannot be read: " + e);
        }
        if (roots.stream().noneMatch(root -> real.startsWith(real(root)))) {
            throw outside(name);
        }
        return real;
    }

    private static Path path(String name) throws Refused {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new Refused("'" + name.replace('\0', '?') + "' is no path");
        }
    }

    private static Path real(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            return root; // A root that is not there holds nothing either.
        }
    }

    private static BasicFileAttributes attributes(String name, Path real) throws Refused {
        try {
            return Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new Refused(name + " does not exist", true);
        } catch (IOException e) {
            throw new Refused(name + " cannot be read: " + e);
        }
    }

    private Refused outside(String name) {
        String list = String.join(", ", roots.stream().map(Path::toString).toList());
        return new Refused(name + " lies outside of what connectors may read: " + list + " (more by --files-root, by -D"
                + PROPERTY + " or by " + VARIABLE + ")");
    }

    /** A path that may not be read, and why. *Immutable.* */
    static final class Refused extends Exception {

        private final boolean isMissing;

        Refused(String why) {
            this(why, false);
        }

        Refused(String why, boolean isMissing) {
            super(why, null, false, false);
            this.isMissing = isMissing;
        }

        /** Whether nothing is wrong with the path but that no file is there. */
        boolean isMissing() {
            return isMissing;
        }

        String why() {
            @Nullable String message = getMessage();
            return message == null ? "" : message;
        }
    }
}
