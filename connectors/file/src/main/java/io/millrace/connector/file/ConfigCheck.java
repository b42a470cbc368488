package io.millrace.connector.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigValue;

/** What keys must be together, and where paths may lead; each fault is told at the key that has it. */
final class ConfigCheck {

    /** Keys of the worker's that are short enough to be taken for one of ours. */
    private static final Set<String> WORKERS = Set.of("name", "tasks.max");

    private ConfigCheck() {}

    static void together(Map<String, ConfigValue> values, FileRoots roots) {
        ConfigValue file = values.get(FileSourceConfig.FILE);
        ConfigValue directory = values.get(FileSourceConfig.DIRECTORY);
        if (file == null || directory == null) {
            return;
        }
        boolean hasFile = !text(file).isEmpty();
        boolean hasDirectory = !text(directory).isEmpty();
        if (hasFile == hasDirectory) {
            String both = hasFile ? "both file and directory are given; give one of them" : "give file or directory";
            file.addErrorMessage("Invalid value for configuration file: " + both);
        } else {
            readable(hasFile ? file : directory, hasFile, roots);
        }
        badRowsTopic(values);
        fields(values);
    }

    /** Keys that nobody defines but that look like ours; their values are left out, they may be anything. */
    static List<ConfigValue> misspelt(Set<String> keys) {
        List<ConfigValue> misspelt = new ArrayList<>();
        Set<String> known = FileSourceConfig.KEYS.names();
        for (String key : keys) {
            String meant = known.contains(key) || WORKERS.contains(key) ? null : NearMiss.of(key, known);
            if (meant != null) {
                String says = "Unknown configuration " + key + ": did you mean " + meant + "?";
                misspelt.add(new ConfigValue(key, null, List.of(), List.of(says)));
            }
        }
        return misspelt;
    }

    private static void readable(ConfigValue path, boolean isFile, FileRoots roots) {
        try {
            if (isFile) {
                roots.file(text(path));
            } else {
                roots.directory(text(path));
            }
        } catch (FileRoots.Refused e) {
            path.addErrorMessage("Invalid value for configuration " + path.name() + ": " + e.why());
        }
    }

    private static void badRowsTopic(Map<String, ConfigValue> values) {
        ConfigValue mode = values.get(FileSourceConfig.BAD_ROWS);
        ConfigValue topic = values.get(FileSourceConfig.BAD_ROWS_TOPIC);
        if (mode != null
                && topic != null
                && text(mode).equals("topic") == text(topic).isEmpty()) {
            topic.addErrorMessage("Invalid value for configuration bad.rows.topic: it is given if, and only if,"
                    + " bad.rows is topic");
        }
    }

    private static void fields(Map<String, ConfigValue> values) {
        ConfigValue format = values.get(FileSourceConfig.FORMAT);
        ConfigValue fields = values.get(FileSourceConfig.FIELDS);
        if (format != null
                && fields != null
                && text(format).equals("lines")
                && !text(fields).isEmpty()) {
            fields.addErrorMessage(
                    "Invalid value for configuration fields: a line has no fields; format may be jsonl or csv");
        }
    }

    private static String text(ConfigValue value) {
        return value.value() == null ? "" : value.value().toString();
    }
}
