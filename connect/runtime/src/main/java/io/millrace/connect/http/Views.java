package io.millrace.connect.http;

import io.millrace.connect.herder.config.Item;
import io.millrace.connect.herder.config.Report;
import io.millrace.connect.herder.view.Condition;
import io.millrace.connect.herder.view.ConnectorInfo;
import io.millrace.connect.herder.view.ConnectorView;
import io.millrace.connect.herder.view.TaskView;
import io.millrace.connect.plugin.PluginInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.jspecify.annotations.Nullable;

/** What is answered, in the shapes of Kafka Connect's REST API. <i>Immutable.</i> */
final class Views {
    private Views() {}

    static Map<String, @Nullable Object> info(ConnectorInfo info) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", info.name());
        json.put("config", info.config());
        List<Object> tasks = new ArrayList<>();
        for (int i = 0; i < info.tasks().size(); i++) {
            tasks.add(taskId(info.name(), i));
        }
        json.put("tasks", tasks);
        json.put("type", info.type());
        return json;
    }

    static List<Object> tasks(ConnectorInfo info) {
        List<Object> tasks = new ArrayList<>();
        for (int i = 0; i < info.tasks().size(); i++) {
            Map<String, Object> task = new LinkedHashMap<>();
            task.put("id", taskId(info.name(), i));
            task.put("config", info.tasks().get(i));
            tasks.add(task);
        }
        return tasks;
    }

    static Map<String, @Nullable Object> status(ConnectorView view) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", view.name());
        json.put("connector", condition(new LinkedHashMap<>(), view.condition(), view));
        json.put("tasks", view.tasks().stream().map(task -> task(task, view)).toList());
        json.put("type", view.type());
        return json;
    }

    /** What Kafka Connect has, and beside the trace the cause in one line and what becomes of it. */
    static Map<String, @Nullable Object> task(TaskView task, ConnectorView of) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", task.id());
        condition(json, task.condition(), of);
        if (task.restarts() > 0) {
            json.put("restarts", task.restarts());
        }
        if (task.restartInMs() >= 0) {
            json.put("restart_in_ms", task.restartInMs());
        }
        if (task.skipped() > 0) {
            json.put("skipped_records", task.skipped());
        }
        return json;
    }

    static Map<String, Object> plugin(PluginInfo plugin) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("class", plugin.className());
        json.put("type", plugin.kind().text());
        if (!plugin.version().isEmpty()) {
            json.put("version", plugin.version());
        }
        return json;
    }

    static Map<String, @Nullable Object> report(Report report) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", report.name());
        json.put("error_count", report.errorCount());
        json.put("groups", report.groups());
        json.put("configs", report.items().stream().map(Views::item).toList());
        return json;
    }

    static Map<String, @Nullable Object> definition(ConfigKey key) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", key.name);
        json.put("type", key.type.name());
        json.put("required", !key.hasDefault());
        json.put("default_value", key.hasDefault() ? ConfigDef.convertToString(key.defaultValue, key.type) : null);
        json.put("importance", key.importance.name());
        json.put("documentation", key.documentation);
        json.put("group", key.group);
        json.put("order_in_group", key.orderInGroup);
        json.put("width", key.width.name());
        json.put("display_name", key.displayName);
        json.put("dependents", key.dependents);
        return json;
    }

    static List<Object> offsets(Map<Map<String, ?>, Map<String, ?>> offsets) {
        List<Object> list = new ArrayList<>();
        offsets.forEach((partition, offset) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("partition", partition);
            one.put("offset", offset);
            list.add(one);
        });
        return list;
    }

    private static Map<String, @Nullable Object> item(Item item) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("name", item.name());
        value.put("value", item.value());
        value.put("recommended_values", item.recommended());
        value.put("errors", item.errors());
        value.put("visible", item.visible());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("definition", item.definition() == null ? null : definition(item.definition()));
        json.put("value", value);
        return json;
    }

    private static Map<String, Object> taskId(String connector, int task) {
        Map<String, Object> id = new LinkedHashMap<>();
        id.put("connector", connector);
        id.put("task", task);
        return id;
    }

    private static Map<String, @Nullable Object> condition(
            Map<String, @Nullable Object> json, Condition condition, ConnectorView of) {
        json.put("state", condition.state().name());
        json.put("worker_id", of.workerId());
        if (!of.version().isEmpty()) {
            json.put("version", of.version());
        }
        if (condition.trace() != null) {
            json.put("trace", condition.trace());
        }
        if (condition.error() != null) {
            json.put("error", condition.error());
        }
        return json;
    }
}
