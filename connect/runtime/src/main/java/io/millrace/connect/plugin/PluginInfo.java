package io.millrace.connect.plugin;

/**
 * A plug-in as a list shows it; known without loading the class. <i>Immutable.</i>
 *
 * @param className fully qualified
 * @param kind what it is for
 * @param version the jar's own, or {@code undefined}
 * @param location the directory or jar it comes from, or {@code application}
 */
public record PluginInfo(String className, PluginKind kind, String version, String location) {
    /** Of a plug-in whose jar does not tell. */
    public static final String NO_VERSION = "undefined";
}
