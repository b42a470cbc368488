package io.millrace.connect.plugin;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All plug-ins that a worker knows, found without loading any. <i>Any thread.</i> */
public final class Plugins implements AutoCloseable {
    private Plugins() {}

    /** Looks through the entries of these directories, and through what the application has itself. */
    public static Plugins scan(List<Path> pluginPath, ClassLoader application) {
        return new Plugins();
    }

    /** All, by kind and name. */
    public List<PluginInfo> list() {
        throw new UnsupportedOperationException("not yet");
    }

    /** The newest that has this class name or alias; throws {@link NoSuchPlugin} that names what there is. */
    public PluginClass find(String classOrAlias, PluginKind kind, @Nullable String versionRange) {
        throw new UnsupportedOperationException("not yet");
    }

    /** As {@link #find}, for a source or a sink, whichever has the name. */
    public PluginClass findConnector(String classOrAlias, @Nullable String versionRange) {
        throw new UnsupportedOperationException("not yet");
    }

    /** As {@link #find}, of any kind, or null. */
    public @Nullable PluginClass findAny(String classOrAlias) {
        throw new UnsupportedOperationException("not yet");
    }

    /** What was odd: jars that cannot be read, services that name no class, stray copies of the API. One line each. */
    public List<String> diagnose() {
        throw new UnsupportedOperationException("not yet");
    }

    @Override
    public void close() {}
}
