package io.millrace.benchmarks.connect;

import io.millrace.benchmarks.Distribution;
import io.millrace.benchmarks.OurNode;
import io.millrace.peers.Child;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Our log and our worker, with our connectors: in one process or in two. */
final class OurSite implements Site {
    private static final String FREE = "127.0.0.1:0";

    private final List<OurNode> nodes = new ArrayList<>();
    private final boolean isApart;

    /** Starts it; the files of sources lie under that root. */
    OurSite(Distribution distribution, Path directory, Path filesRoot, boolean isApart) {
        this.isApart = isApart;
        List<String> log = List.of("--data", directory.resolve("data").toString(), "--kafka", FREE, "--registry", FREE);
        List<String> worker = List.of("--connect", FREE, "--files-root", filesRoot.toString());
        try {
            if (isApart) {
                nodes.add(OurNode.start(distribution, directory.resolve("log"), log));
                List<String> on = new ArrayList<>(worker);
                on.addAll(List.of("--bootstrap", bootstrap()));
                nodes.add(OurNode.start(distribution, directory.resolve("worker"), on));
            } else {
                List<String> both = new ArrayList<>(log);
                both.addAll(worker);
                nodes.add(OurNode.start(distribution, directory, both));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return isApart ? APART : TOGETHER;
    }

    @Override
    public String bootstrap() {
        return nodes.get(0).at("kafka");
    }

    /** The registry that stands beside the log. */
    String registry() {
        return nodes.get(0).at("registry");
    }

    @Override
    public String connect() {
        return nodes.get(nodes.size() - 1).at("connect");
    }

    @Override
    public List<Child> workerAlone() {
        return isApart ? List.of(nodes.get(1).process()) : List.of();
    }

    @Override
    public List<Child> processes() {
        return nodes.stream().map(OurNode::process).toList();
    }

    @Override
    public Map<String, String> fileSource(String file, String topic) {
        return Map.of(
                "connector.class", "io.millrace.connector.file.FileSourceConnector",
                "file", file,
                "topic", topic,
                "format", "lines",
                "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.converter", "org.apache.kafka.connect.storage.StringConverter");
    }

    @Override
    public Map<String, String> jdbcSink(String topic, String table, String jdbcUrl, String registry) {
        Map<String, String> config = new LinkedHashMap<>(Accounts.converters(registry));
        config.putAll(Map.of(
                "connector.class", "io.millrace.connector.jdbc.JdbcSinkConnector",
                "topics", topic,
                "connection.url", jdbcUrl,
                "connection.user", "postgres",
                "connection.password", "postgres",
                "insert.mode", "upsert",
                "pk.mode", "record_value",
                "pk.fields", "id",
                "table.name.format", table,
                "consumer.override.max.poll.records", "3000"));
        return config;
    }

    @Override
    public void close() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).close();
        }
    }
}
