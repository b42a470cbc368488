package io.millrace.connect.herder.config;

import io.millrace.connect.plugin.LoaderSwap;
import io.millrace.connect.plugin.NoSuchPlugin;
import io.millrace.connect.plugin.PluginClass;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.ConnectorKeys;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.connect.components.ConnectPlugin;
import org.apache.kafka.connect.connector.Connector;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in a plug-in's config. <i>Immutable.</i>
 *
 * @param keys the runtime's first, for a connector
 */
public record PluginKeys(List<ConfigKey> keys) {
    /** Makes an object of it, and asks; throws {@link Refused} when there is none of that name. */
    public static PluginKeys of(Plugins plugins, String classOrAlias) {
        PluginClass plugin = plugins.findAny(classOrAlias);
        if (plugin == null) {
            throw new Refused(
                    Refused.MISSING,
                    "Unknown plugin " + classOrAlias + "."
                            + Nearest.hint(
                                    classOrAlias,
                                    plugins.list().stream()
                                            .map(known -> known.className())
                                            .toList()));
        }
        try (LoaderSwap swap = LoaderSwap.to(plugin.loader())) {
            ConfigDef own = def(plugin);
            PluginKind kind = plugin.info().kind();
            if (!kind.isConnector()) {
                return new PluginKeys(
                        own == null ? List.of() : List.copyOf(own.configKeys().values()));
            }
            ConfigDef all = new ConfigDef(ConnectorKeys.of(kind, Map.of(), plugins));
            if (own != null) {
                own.configKeys().forEach((name, key) -> {
                    if (!all.configKeys().containsKey(name)) {
                        all.define(key);
                    }
                });
            }
            return new PluginKeys(List.copyOf(all.configKeys().values()));
        }
    }

    /** Whether both name one class. */
    public static boolean same(Plugins plugins, String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        try {
            return plugins.findConnector(one, null)
                    .info()
                    .className()
                    .equals(plugins.findConnector(other, null).info().className());
        } catch (NoSuchPlugin e) {
            return false;
        }
    }

    private static @Nullable ConfigDef def(PluginClass plugin) {
        Object made = plugin.create(Object.class);
        if (made instanceof Connector connector) {
            return connector.config();
        }
        return made instanceof ConnectPlugin other ? other.config() : null;
    }
}
