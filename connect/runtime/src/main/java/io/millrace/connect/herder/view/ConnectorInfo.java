package io.millrace.connect.herder.view;

import java.util.List;
import java.util.Map;

/**
 * A connector as it was configured, secrets hidden. <i>Immutable.</i>
 *
 * @param name its name
 * @param type source, sink or unknown
 * @param config as given
 * @param tasks the config of each task
 */
public record ConnectorInfo(String name, String type, Map<String, String> config, List<Map<String, String>> tasks) {}
