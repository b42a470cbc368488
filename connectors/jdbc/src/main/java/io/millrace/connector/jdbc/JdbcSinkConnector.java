package io.millrace.connector.jdbc;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** Writes topics into tables of a database: the connector's face towards Kafka Connect. */
public final class JdbcSinkConnector extends SinkConnector {
    private Map<String, String> properties = Map.of();

    @Override
    public String version() {
        return Version.of(JdbcSinkConnector.class);
    }

    @Override
    public void start(Map<String, String> props) {
        JdbcSinkConfig.from(props);
        properties = Collections.unmodifiableMap(new HashMap<>(props));
    }

    @Override
    public Class<? extends Task> taskClass() {
        return JdbcSinkTask.class;
    }

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return Collections.nCopies(maxTasks, properties);
    }

    @Override
    public void stop() {
        properties = Map.of();
    }

    @Override
    public ConfigDef config() {
        return JdbcSinkConfig.definition();
    }

    @Override
    public Config validate(Map<String, String> connectorConfigs) {
        return ConfigCheck.check(connectorConfigs);
    }
}
