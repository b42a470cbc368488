package io.millrace.connector.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** Files as sources of records: JSON lines, CSV or plain lines; one file, or all that match in a directory. */
public final class FileSourceConnector extends SourceConnector {

    static final String TASK = "millrace.file.task";
    static final String TASKS = "millrace.file.tasks";

    private Map<String, String> settings = Map.of();

    @Override
    public String version() {
        String version = FileSourceConnector.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0-SNAPSHOT" : version;
    }

    @Override
    public void start(Map<String, String> props) {
        settings = Map.copyOf(props);
    }

    @Override
    public Class<? extends Task> taskClass() {
        return FileSourceTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        boolean isOneFile =
                settings.getOrDefault(FileSourceConfig.DIRECTORY, "").isEmpty();
        int tasks = isOneFile ? 1 : maxTasks;
        List<Map<String, String>> configs = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            Map<String, String> config = new HashMap<>(settings);
            config.put(TASK, String.valueOf(task));
            config.put(TASKS, String.valueOf(tasks));
            configs.add(config);
        }
        return configs;
    }

    @Override
    public void stop() {}

    @Override
    public ConfigDef config() {
        return FileSourceConfig.KEYS;
    }

    @Override
    public Config validate(Map<String, String> props) {
        List<ConfigValue> all = new ArrayList<>(super.validate(props).configValues());
        Map<String, ConfigValue> values = new HashMap<>();
        for (ConfigValue value : all) {
            values.put(value.name(), value);
        }
        ConfigCheck.together(values, FileRoots.ofProcess());
        all.addAll(ConfigCheck.misspelt(props.keySet()));
        return new Config(all);
    }

    /** Every row's offset says exactly where the next one begins. */
    @Override
    public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> props) {
        return ExactlyOnceSupport.SUPPORTED;
    }

    @Override
    public boolean alterOffsets(Map<String, String> props, Map<Map<String, ?>, Map<String, ?>> offsets) {
        offsets.forEach((partition, offset) -> {
            if (!(partition.get(FileSourceTask.FILE) instanceof String)) {
                throw new ConnectException("a partition is {\"file\": PATH}, not " + partition);
            }
            if (offset != null
                    && !(offset.get(RowOffset.POSITION) instanceof Number position && position.longValue() >= 0)) {
                throw new ConnectException("an offset is {\"position\": BYTE, \"line\": LINES}, not " + offset);
            }
        });
        return true;
    }
}
