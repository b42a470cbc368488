package io.millrace.connect.plugin;

import java.util.Set;

/** The short names of plug-in classes: without the package, and without the word that tells their kind. */
final class Aliases {
    private Aliases() {}

    static Set<String> of(PluginInfo info) {
        String simple = info.className().substring(info.className().lastIndexOf('.') + 1);
        String suffix = switch (info.kind()) {
            case SOURCE, SINK -> "Connector";
            case CONVERTER -> "Converter";
            case HEADER_CONVERTER -> "HeaderConverter";
            case CONFIG_PROVIDER -> "ConfigProvider";
            case TRANSFORMATION, PREDICATE -> "";
        };
        boolean pruned = !suffix.isEmpty() && simple.length() > suffix.length() && simple.endsWith(suffix);
        return pruned ? Set.of(simple, simple.substring(0, simple.length() - suffix.length())) : Set.of(simple);
    }
}
