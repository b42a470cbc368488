package io.millrace.connect.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** A source with a secret key of an innocent name, that fails and hangs as its config says. */
public final class MarkSource extends SourceConnector {
    private Map<String, String> config = Map.of();

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define("marker", Type.PASSWORD, Importance.HIGH, "A secret.")
                .define("shade", Type.STRING, "red", ConfigDef.ValidString.in("red", "blue"), Importance.LOW, "A word.")
                .define("count", Type.INT, 1, ConfigDef.Range.between(0, 9), Importance.LOW, "A number.")
                .define("fail.at.start", Type.BOOLEAN, false, Importance.LOW, "Whether to fail.")
                .define("hang.at.start", Type.BOOLEAN, false, Importance.LOW, "Whether to hang.")
                .define("hang.at.stop", Type.BOOLEAN, false, Importance.LOW, "Whether to hang.");
    }

    @Override
    public void start(Map<String, String> given) {
        config = given;
        if (Boolean.parseBoolean(given.get("fail.at.start"))) {
            throw new ConnectException("cannot log in with " + given.get("marker") + " at the place");
        }
        if (Boolean.parseBoolean(given.get("hang.at.start"))) {
            hang();
        }
    }

    @Override
    public Class<? extends Task> taskClass() {
        return MarkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int max) {
        List<Map<String, String>> tasks = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(config.getOrDefault("count", "1")); i++) {
            tasks.add(Map.of("marker", config.get("marker"), "number", String.valueOf(i)));
        }
        return tasks;
    }

    @Override
    public void stop() {
        if (Boolean.parseBoolean(config.get("hang.at.stop"))) {
            hang();
        }
    }

    private static void hang() {
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            throw new ConnectException("interrupted", e);
        }
    }

    @Override
    public String version() {
        return "7.1";
    }

    /** Does nothing. */
    public static final class MarkTask extends SourceTask {
        @Override
        public void start(Map<String, String> config) {}

        @Override
        public List<SourceRecord> poll() {
            return List.of();
        }

        @Override
        public void stop() {}

        @Override
        public String version() {
            return "7.1";
        }
    }
}
