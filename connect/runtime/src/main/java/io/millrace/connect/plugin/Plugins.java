package io.millrace.connect.plugin;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All plug-ins that a worker knows, found without loading any: by the service files of their jars, and where a plug-in
 * has none, by what its class files say they extend. <i>Any thread;</i> the index's lock is its own.
 */
public final class Plugins implements AutoCloseable {
    private static final String APPLICATION = "application";
    private static final int NAMES_IN_A_MESSAGE = 20;

    private final ClassLoader application;
    private final List<PluginRoot> roots = new ArrayList<>();
    private final List<PluginRoot> unread = new ArrayList<>();
    private final Map<String, List<PluginClass>> byName = new TreeMap<>();
    private final List<String> oddities = new ArrayList<>();

    private Plugins(ClassLoader application) {
        this.application = application;
    }

    /** Looks through the entries of these directories, and through what the application has itself. */
    public static Plugins scan(List<Path> pluginPath, ClassLoader application) {
        Plugins plugins = new Plugins(application);
        plugins.readApplication();
        ClassLoader api = new ApiFilter(application);
        pluginPath.forEach(entry -> plugins.readPath(entry, api));
        return plugins;
    }

    /** All, by kind and name. */
    public synchronized List<PluginInfo> list() {
        List<PluginInfo> all = new ArrayList<>();
        byName.values().forEach(same -> same.forEach(plugin -> all.add(plugin.info())));
        all.sort(Comparator.comparing(PluginInfo::kind).thenComparing(PluginInfo::className));
        return all;
    }

    /** The newest that has this class name or alias; throws {@link NoSuchPlugin} that names what there is. */
    public PluginClass find(String classOrAlias, PluginKind kind, @Nullable String versionRange) {
        return find(classOrAlias, EnumSet.of(kind), versionRange);
    }

    /** As {@link #find}, for a source or a sink, whichever has the name. */
    public PluginClass findConnector(String classOrAlias, @Nullable String versionRange) {
        return find(classOrAlias, EnumSet.of(PluginKind.SOURCE, PluginKind.SINK), versionRange);
    }

    /** As {@link #find}, of any kind, or null. */
    public @Nullable PluginClass findAny(String classOrAlias) {
        try {
            return find(classOrAlias, EnumSet.allOf(PluginKind.class), null);
        } catch (NoSuchPlugin e) {
            return null;
        }
    }

    /** What was odd: jars that cannot be read, services that name no class, stray copies of the API. One line each. */
    public synchronized List<String> diagnose() {
        return List.copyOf(oddities);
    }

    @Override
    public synchronized void close() {
        for (PluginRoot root : roots) {
            try {
                root.close();
            } catch (IOException e) {
                oddities.add(root.location() + ": " + e.getMessage());
            }
        }
    }

    private synchronized PluginClass find(String asked, Set<PluginKind> kinds, @Nullable String range) {
        List<PluginClass> fits = matches(asked, kinds);
        if (fits.isEmpty() && !unread.isEmpty()) {
            unread.forEach(this::readClasses);
            unread.clear();
            fits = matches(asked, kinds);
        }
        if (fits.isEmpty()) {
            throw new NoSuchPlugin(
                    "no " + words(kinds) + " is called " + asked + "; there is " + String.join(", ", names(kinds)));
        }
        Set<String> classes = new TreeSet<>();
        fits.forEach(plugin -> classes.add(plugin.info().className()));
        if (classes.size() > 1) {
            throw new NoSuchPlugin(asked + " may be any of " + String.join(", ", classes) + ": give the whole name");
        }
        List<PluginClass> inRange = range == null || range.isBlank()
                ? fits
                : fits.stream()
                        .filter(plugin -> Versions.within(plugin.info().version(), range))
                        .toList();
        return inRange.stream()
                .max(Comparator.comparing((PluginClass plugin) -> plugin.info().version(), Versions.ORDER))
                .orElseThrow(() -> new NoSuchPlugin(noVersion(asked, range, matches(asked, kinds))));
    }

    private List<PluginClass> matches(String asked, Set<PluginKind> kinds) {
        List<PluginClass> fits = ofKind(byName.getOrDefault(asked, List.of()), kinds);
        if (!fits.isEmpty() || asked.indexOf('.') >= 0) {
            return fits;
        }
        List<PluginClass> aliased = new ArrayList<>();
        byName.forEach((name, same) -> {
            for (PluginClass plugin : ofKind(same, kinds)) {
                if (Aliases.of(plugin.info()).contains(asked)) {
                    aliased.add(plugin);
                }
            }
        });
        return aliased;
    }

    private static List<PluginClass> ofKind(List<PluginClass> plugins, Set<PluginKind> kinds) {
        return plugins.stream()
                .filter(plugin -> kinds.contains(plugin.info().kind()))
                .toList();
    }

    private static String noVersion(String asked, @Nullable String range, List<PluginClass> there) {
        return asked + " in version " + range + " is not there, but in "
                + String.join(
                        ", ",
                        there.stream().map(p -> p.info().version()).sorted().toList());
    }

    private static String words(Set<PluginKind> kinds) {
        return kinds.size() > 2
                ? "plug-in"
                : String.join(
                        " or ",
                        kinds.stream().map(k -> k.text().replace('_', ' ')).toList());
    }

    private List<String> names(Set<PluginKind> kinds) {
        List<String> names = new ArrayList<>();
        byName.forEach((name, same) -> {
            if (!ofKind(same, kinds).isEmpty()) {
                names.add(name);
            }
        });
        if (names.isEmpty()) {
            return List.of("none");
        }
        return names.size() <= NAMES_IN_A_MESSAGE ? names : names.subList(0, NAMES_IN_A_MESSAGE);
    }

    private void readApplication() {
        for (PluginKind kind : PluginKind.values()) {
            try {
                for (URL file : Collections.list(application.getResources(
                        "META-INF/services/" + kind.type().getName()))) {
                    String version = versionOf(file);
                    for (String name : PluginRoot.names(file.openStream())) {
                        add(new PluginInfo(name, kind, version, APPLICATION), () -> application);
                    }
                }
            } catch (IOException e) {
                oddities.add(APPLICATION + ": " + kind.text() + ": " + e.getMessage());
            }
        }
    }

    /** From {@code jar:file:/.../name-1.2.jar!/...}. */
    private static String versionOf(URL file) {
        String path = file.getPath();
        int end = path.indexOf("!/");
        try {
            return end < 0 || !path.startsWith("file:")
                    ? PluginInfo.NO_VERSION
                    : PluginRoot.version(Path.of(java.net.URI.create(path.substring(0, end))));
        } catch (IOException | IllegalArgumentException e) {
            return PluginInfo.NO_VERSION;
        }
    }

    private void readPath(Path entry, ClassLoader api) {
        if (!Files.exists(entry)) {
            oddities.add(entry + ": there is no such directory");
            return;
        }
        try {
            if (!Files.isDirectory(entry)) {
                readRoot(entry, api);
                return;
            }
            List<Path> below;
            try (Stream<Path> all = Files.list(entry)) {
                below = all.sorted().toList();
            }
            for (Path each : below) {
                if (Files.isDirectory(each) || each.toString().endsWith(".jar")) {
                    readRoot(each, api);
                }
            }
        } catch (IOException e) {
            oddities.add(entry + ": " + e.getMessage());
        }
    }

    /** One plug-in that cannot be read never hides the others. */
    private void readRoot(Path location, ClassLoader api) {
        PluginRoot root;
        try {
            root = PluginRoot.at(location, api);
        } catch (IOException | java.io.UncheckedIOException e) {
            oddities.add(location + ": " + e.getMessage());
            return;
        }
        roots.add(root);
        boolean declared = false;
        for (Path archive : root.archives()) {
            declared |= readServices(root, archive);
        }
        if (declared) {
            // What its service files leave out is looked for only when it is asked for.
            unread.add(root);
        } else {
            readClasses(root);
        }
    }

    private boolean readServices(PluginRoot root, Path archive) {
        boolean declared = false;
        try {
            for (PluginKind kind : PluginKind.values()) {
                for (String name : PluginRoot.services(archive, kind.type().getName())) {
                    declared = true;
                    add(info(name, kind, archive, root), root);
                }
            }
            strayApi(archive);
        } catch (IOException e) {
            oddities.add(archive + ": " + e.getMessage());
        }
        return declared;
    }

    private void readClasses(PluginRoot root) {
        ClassScan scan = new ClassScan(application);
        for (Path archive : root.archives()) {
            try {
                scan.read(archive);
            } catch (IOException e) {
                oddities.add(archive + ": " + e.getMessage());
            }
        }
        scan.found((name, kind, archive) -> {
            try {
                if (!PluginLoader.parentFirst(name) && add(info(name, kind, archive, root), root)) {
                    oddities.add(
                            archive + ": " + name + " is in no file of META-INF/services; found by its class file");
                }
            } catch (IOException e) {
                oddities.add(archive + ": " + e.getMessage());
            }
        });
    }

    private void strayApi(Path archive) {
        String file = String.valueOf(archive.getFileName());
        if (file.startsWith("connect-api-") || file.startsWith("kafka-clients-")) {
            oddities.add(archive + ": the worker's own copy stands before this one");
        }
    }

    private static PluginInfo info(String name, PluginKind kind, Path archive, PluginRoot root) throws IOException {
        return new PluginInfo(
                name, kind, PluginRoot.version(archive), root.location().toString());
    }

    private boolean add(PluginInfo info, PluginClass.Source source) {
        List<PluginClass> same = byName.computeIfAbsent(info.className(), name -> new ArrayList<>());
        for (PluginClass known : same) {
            if (known.info().equals(info)) {
                return false;
            }
        }
        same.add(new PluginClass(info, source));
        return true;
    }
}
