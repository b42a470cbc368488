package io.millrace.connect.task;

import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.plugin.Plugins;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** The runtime's own keys in a connector's config, under Kafka Connect's names. */
public final class ConnectorKeys {
    private ConnectorKeys() {}

    /** Those of any connector of that kind. */
    public static ConfigDef of(PluginKind kind) {
        throw new UnsupportedOperationException("not yet " + kind);
    }

    /**
     * Those and, as this config asks for them, the nested ones of transformations, predicates, converters and topic
     * groups. Never throws: a class that is not there is reported by the validator of its own key.
     */
    public static ConfigDef of(PluginKind kind, Map<String, String> config, Plugins plugins) {
        throw new UnsupportedOperationException("not yet " + kind);
    }
}
