package io.millrace.connect.task.flow;

import io.millrace.connect.plugin.LoaderSwap;
import io.millrace.connect.plugin.PluginClass;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.Monitorable;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.jspecify.annotations.Nullable;

/**
 * An object of a plug-in, configured, with the loader that its calls need. Owned by one thread.
 *
 * @param it the object
 * @param loader its plug-in's
 */
public record Made<T>(T it, ClassLoader loader) {

    /** A converter of keys or values: the connector's own, else the worker's. */
    public static Made<Converter> converter(
            String key,
            Map<String, String> connector,
            Map<String, String> worker,
            Plugins plugins,
            PluginMetrics meters) {
        boolean ofKeys = key.startsWith("key");
        Chosen chosen = Chosen.of(key, connector, worker, "org.apache.kafka.connect.json.JsonConverter");
        Made<Converter> made = of(plugins, PluginKind.CONVERTER, chosen, Converter.class);
        try (LoaderSwap swap = LoaderSwap.to(made.loader)) {
            meter(made.it, meters);
            Map<String, Object> config = new HashMap<>(chosen.config);
            config.put("converter.type", ofKeys ? "key" : "value");
            made.it.configure(config, ofKeys);
        }
        return made;
    }

    /** A converter of headers: the connector's own, else the worker's. */
    public static Made<HeaderConverter> headerConverter(
            String key,
            Map<String, String> connector,
            Map<String, String> worker,
            Plugins plugins,
            PluginMetrics meters) {
        Chosen chosen = Chosen.of(key, connector, worker, "org.apache.kafka.connect.storage.SimpleHeaderConverter");
        Made<HeaderConverter> made = of(plugins, PluginKind.HEADER_CONVERTER, chosen, HeaderConverter.class);
        try (LoaderSwap swap = LoaderSwap.to(made.loader)) {
            meter(made.it, meters);
            Map<String, Object> config = new HashMap<>(chosen.config);
            config.put("converter.type", "header");
            made.it.configure(config);
        }
        return made;
    }

    static <T> Made<T> of(Plugins plugins, PluginKind kind, Chosen chosen, Class<T> type) {
        PluginClass plugin = plugins.find(chosen.className, kind, chosen.version);
        return new Made<>(plugin.create(type), plugin.loader());
    }

    static void meter(Object made, PluginMetrics meters) {
        if (made instanceof Monitorable monitorable) {
            monitorable.withPluginMetrics(meters);
        }
    }

    /** Ends the object, if it has an end; its failure does not matter any more. */
    public void close() {
        try (LoaderSwap swap = LoaderSwap.to(loader)) {
            if (it instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } catch (Exception e) {
            // The task ends anyway, and its outcome is decided.
        }
    }

    /** Which class, and its config. */
    record Chosen(String className, @Nullable String version, Map<String, String> config) {
        static Chosen of(String key, Map<String, String> connector, Map<String, String> worker, String fallback) {
            Map<String, String> from = connector.containsKey(key) ? connector : worker;
            return new Chosen(
                    from.getOrDefault(key, fallback), from.get(key + ".plugin.version"), under(key + ".", from));
        }

        static Map<String, String> under(String prefix, Map<String, String> properties) {
            Map<String, String> found = new HashMap<>();
            properties.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    found.put(name.substring(prefix.length()), value);
                }
            });
            return found;
        }
    }
}
