package io.millrace.connect.storage;

import java.util.List;
import java.util.Map;

/**
 * A connector as it is stored. <i>Immutable.</i>
 *
 * @param name its name
 * @param config as it was given, secrets and all
 * @param target what it is meant to do
 * @param tasks the configs of its tasks, by number
 */
public record StoredConnector(
        String name, Map<String, String> config, TargetState target, List<Map<String, String>> tasks) {
    @Override
    public String toString() {
        return name + " " + target + " " + tasks.size() + " tasks";
    }
}
