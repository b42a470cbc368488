package io.millrace.platform.launch;

import io.millrace.base.Key;
import io.millrace.base.Settings;
import io.millrace.broker.BrokerKeys;
import io.millrace.connect.ConnectKeys;
import io.millrace.registry.RegistryKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of all parts in one map, told apart by the keys that each part declares. <i>Immutable.</i> */
final class PartSettings {
    private final Map<String, String> values;

    private PartSettings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Checks every name and value.
     *
     * @throws Refused naming where they come from and the first that is wrong, and the nearest name that is known
     */
    static PartSettings of(String origin, Map<String, String> values) {
        if (!values.isEmpty()) {
            List<Key<?>> all = new ArrayList<>(BrokerKeys.ALL);
            all.addAll(RegistryKeys.ALL);
            all.addAll(ConnectKeys.ALL);
            try {
                Settings.of(values, all);
            } catch (IllegalArgumentException e) {
                throw new Refused(2, origin + ": " + e.getMessage());
            }
        }
        return new PartSettings(values);
    }

    Map<String, String> log() {
        return declaredBy(BrokerKeys.ALL);
    }

    Map<String, String> registry() {
        return declaredBy(RegistryKeys.ALL);
    }

    Map<String, String> connect() {
        return declaredBy(ConnectKeys.ALL);
    }

    private Map<String, String> declaredBy(List<? extends Key<?>> keys) {
        Map<String, String> own = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            String value = values.get(key.name());
            if (value != null) {
                own.put(key.name(), value);
            }
        }
        return own;
    }
}
