package io.millrace.connect.task;

import io.millrace.connect.plugin.PluginClass;
import java.util.Map;
import org.apache.kafka.connect.connector.Task;

/**
 * A task to be run. <i>Immutable.</i>
 *
 * @param connector the connector's name
 * @param task its number
 * @param plugin the connector's class, whose loader the task has
 * @param taskClass what the connector's {@code taskClass()} said
 * @param connectorConfig with all references resolved
 * @param taskConfig what the connector gave for this task, references resolved
 * @param paused whether it begins at rest
 * @param secrets what must not be seen
 */
public record TaskSpec(
        String connector,
        int task,
        PluginClass plugin,
        Class<? extends Task> taskClass,
        Map<String, String> connectorConfig,
        Map<String, String> taskConfig,
        boolean paused,
        Secrets secrets) {

    /** {@code connector-task}, as client ids and thread names have it. */
    public String id() {
        return connector + "-" + task;
    }

    @Override
    public String toString() {
        return id();
    }
}
