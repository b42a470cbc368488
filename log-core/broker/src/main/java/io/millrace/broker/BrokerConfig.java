package io.millrace.broker;

import io.millrace.base.Settings;
import java.util.Map;

/**
 * What a node shall be. <i>Immutable.</i>
 *
 * @param name unique in this JVM; the log is reached in-process as {@code inprocess:<name>}
 * @param settings values for {@link BrokerKeys}
 * @param poison tests only: memory that was given back is overwritten, so that who still reads it is found out
 */
public record BrokerConfig(String name, Settings settings, boolean poison) {
    /** Every setting at its default. */
    public static BrokerConfig named(String name) {
        return of(name, Map.of());
    }

    /** With settings by name; throws IllegalArgumentException naming the first bad one. */
    public static BrokerConfig of(String name, Map<String, String> settings) {
        return new BrokerConfig(name, Settings.of(settings, BrokerKeys.ALL), false);
    }

    /** The same, with memory poisoned when it is given back. */
    public BrokerConfig poisoned() {
        return new BrokerConfig(name, settings, true);
    }
}
