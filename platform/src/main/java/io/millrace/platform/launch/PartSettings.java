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
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings of all parts in one map, told apart by the keys that each part declares. <i>Immutable.</i> */
final class PartSettings {
    private static final Logger LOG = LoggerFactory.getLogger(PartSettings.class);

    private final Map<String, String> values;

    private PartSettings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Checks every name and value. Keys of a stock {@code server.properties} or {@code schema-registry.properties} that mean nothing here are passed over, with
     * a warning.
     *
     * @throws Refused naming where they come from and what is wrong: all names that are unknown, with what to use instead
     *     or the nearest name, or the first bad value
     */
    static PartSettings of(String origin, Map<String, String> values) {
        Map<String, String> kept = new TreeMap<>(values);
        if (!values.isEmpty()) {
            List<Key<?>> all = new ArrayList<>(BrokerKeys.ALL);
            all.addAll(RegistryKeys.ALL);
            all.addAll(ConnectKeys.ALL);
            Set<String> known = all.stream().map(Key::name).collect(Collectors.toSet());
            List<String> passedOver = take(kept, known, StockKeys::meansNothing);
            List<String> faults = new ArrayList<>();
            take(kept, known, name -> StockKeys.instead(name) != null)
                    .forEach(name -> faults.add(name + " is no key here: " + StockKeys.instead(name)));
            try {
                Settings.of(kept, all);
            } catch (IllegalArgumentException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
            if (!faults.isEmpty()) {
                throw new Refused(2, origin + ": " + String.join("; ", faults));
            }
            if (!passedOver.isEmpty()) {
                LOG.warn("{}: passed over what means nothing here: {}", origin, passedOver);
            }
        }
        return new PartSettings(kept);
    }

    private static List<String> take(Map<String, String> from, Set<String> known, Predicate<String> which) {
        List<String> taken = from.keySet().stream()
                .filter(name -> !known.contains(name) && which.test(name))
                .toList();
        taken.forEach(from::remove);
        return taken;
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
