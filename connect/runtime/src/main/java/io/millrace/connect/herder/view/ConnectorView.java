package io.millrace.connect.herder.view;

import java.util.List;

/**
 * A connector as it is now. <i>Immutable.</i>
 *
 * @param name its name
 * @param type source, sink or unknown
 * @param version its class's, or "" while not known
 * @param workerId where it runs
 * @param condition what it does
 * @param tasks its tasks, by number
 */
public record ConnectorView(
        String name, String type, String version, String workerId, Condition condition, List<TaskView> tasks) {}
