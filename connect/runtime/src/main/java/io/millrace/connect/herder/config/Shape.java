package io.millrace.connect.herder.config;

import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.task.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * What a connector's class says of its config: the keys there are, and so what must not be seen. <i>Immutable.</i>
 *
 * @param kind source or sink; null when the class cannot be loaded
 * @param version the class's
 * @param def all keys, the runtime's included
 */
public record Shape(@Nullable PluginKind kind, String version, ConfigDef def) {
    /** As the REST interface names it. */
    public String type() {
        return kind == null ? "unknown" : kind.text();
    }

    /** What of this config must not be seen. */
    public Secrets secrets(Map<String, String> config) {
        return Secrets.of(def, config);
    }

    /** The config as it may be seen. */
    public Map<String, String> hide(Map<String, String> config) {
        Map<String, String> shown = new LinkedHashMap<>();
        config.forEach((key, value) -> shown.put(key, hide(key, value)));
        return shown;
    }

    String hide(String key, String value) {
        // Of a class that is not there nobody knows which of its keys are secret.
        boolean secret =
                Secrets.isSecret(def, key) || kind == null && !def.configKeys().containsKey(key);
        return secret && !value.isEmpty() ? Secrets.HIDDEN : Secrets.none().scrub(value);
    }

    /** The config that was sent, with the stored value in place of each that came back as it is shown. */
    public Map<String, String> reveal(Map<String, String> sent, Map<String, String> stored) {
        Map<String, String> whole = new LinkedHashMap<>(sent);
        whole.replaceAll((key, value) -> {
            String kept = stored.get(key);
            return kept != null && value.contains(Secrets.HIDDEN) && value.equals(hide(key, kept)) ? kept : value;
        });
        return whole;
    }
}
