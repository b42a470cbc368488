package io.millrace.connect.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/** One plug-in: a directory or a jar, and its loader once that is needed. <i>Any thread;</i> its lock is its own. */
final class PluginRoot implements PluginClass.Source {
    private static final int DEEPEST = 4;
    private static final Pattern VERSION_IN_NAME = Pattern.compile("-(\\d[\\w.+-]*)\\.jar$");
    private static final String SERVICES = "META-INF/services/";

    private final Path location;
    private final List<Path> archives;
    private final ClassLoader api;
    private @Nullable PluginLoader loader;

    private PluginRoot(Path location, List<Path> archives, ClassLoader api) {
        this.location = location;
        this.archives = archives;
        this.api = api;
    }

    /** A lone jar, or a directory with the jars below it and itself. */
    static PluginRoot at(Path location, ClassLoader api) throws IOException {
        if (!Files.isDirectory(location)) {
            return new PluginRoot(location, List.of(location), api);
        }
        List<Path> archives = new ArrayList<>();
        archives.add(location);
        try (Stream<Path> below = Files.walk(location, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            below.filter(file -> file.toString().endsWith(".jar"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .forEach(archives::add);
        }
        return new PluginRoot(location, List.copyOf(archives), api);
    }

    Path location() {
        return location;
    }

    /** Jars, and the directory itself where it may hold classes. */
    List<Path> archives() {
        return archives;
    }

    @Override
    public synchronized ClassLoader loader() {
        PluginLoader made = loader;
        if (made == null) {
            made = new PluginLoader(String.valueOf(location.getFileName()), urls(), api);
            loader = made;
            registerDrivers(made);
        }
        return made;
    }

    synchronized void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }

    /** The names in one archive's service file; empty when it has none. */
    static Set<String> services(Path archive, String type) throws IOException {
        if (Files.isDirectory(archive)) {
            Path file = archive.resolve(SERVICES + type);
            return Files.isRegularFile(file) ? names(Files.newInputStream(file)) : Set.of();
        }
        try (JarFile jar = new JarFile(archive.toFile())) {
            ZipEntry entry = jar.getEntry(SERVICES + type);
            return entry == null ? Set.of() : names(jar.getInputStream(entry));
        }
    }

    /** What the archive's manifest, else its name says. */
    static String version(Path archive) throws IOException {
        if (Files.isDirectory(archive)) {
            return PluginInfo.NO_VERSION;
        }
        try (JarFile jar = new JarFile(archive.toFile())) {
            Manifest manifest = jar.getManifest();
            String told = manifest == null ? null : manifest.getMainAttributes().getValue("Implementation-Version");
            if (told != null && !told.isBlank()) {
                return told;
            }
        }
        Matcher named = VERSION_IN_NAME.matcher(archive.toString());
        return named.find() ? named.group(1) : PluginInfo.NO_VERSION;
    }

    /** The class names of a service file; the stream is closed. */
    static Set<String> names(InputStream from) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comment = line.indexOf('#');
                String name = (comment < 0 ? line : line.substring(0, comment)).strip();
                if (!name.isEmpty()) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private URL[] urls() {
        return archives.stream().map(PluginRoot::url).toArray(URL[]::new);
    }

    private static URL url(Path archive) {
        try {
            return archive.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(archive + " has no address", e);
        }
    }

    /** The JDK looks for drivers once, with the loader of whoever came first; a plug-in's own are told to it here. */
    private static void registerDrivers(PluginLoader loader) {
        if (loader.findResource(SERVICES + "java.sql.Driver") == null) {
            return;
        }
        try (LoaderSwap swap = LoaderSwap.to(loader)) {
            ServiceLoader.load(Driver.class, loader).forEach(driver -> {});
        } catch (ServiceConfigurationError | LinkageError e) {
            // A driver that cannot be loaded is missed when a connection is asked for, with a message of the JDK's.
        }
    }
}
