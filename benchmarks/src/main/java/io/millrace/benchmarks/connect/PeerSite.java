package io.millrace.benchmarks.connect;

import io.millrace.benchmarks.Distribution;
import io.millrace.peers.ApacheKafka;
import io.millrace.peers.Child;
import io.millrace.peers.KafkaConnect;
import io.millrace.peers.Peers;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Apache Kafka and a worker of Kafka Connect, with its own file source and Debezium's JDBC sink. */
final class PeerSite implements Site {
    private final ApacheKafka kafka;
    private final KafkaConnect worker;

    /** Starts both; the converter that writes and reads Avro is ours on either side. */
    PeerSite(Distribution distribution, Path directory) {
        this.kafka = ApacheKafka.start(directory.resolve("kafka"), 1, ApacheKafka.JVM, Map.of());
        this.worker = KafkaConnect.prepared(
                directory.resolve("connect"),
                kafka.bootstrapServers(),
                List.of(distribution.plugins(), Peers.lib("debezium-jdbc").getParent()),
                List.of());
        try {
            worker.start();
            worker.awaitReady();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public String name() {
        return PEER;
    }

    @Override
    public String bootstrap() {
        return kafka.bootstrapServers();
    }

    @Override
    public String connect() {
        return worker.url();
    }

    @Override
    public List<Child> workerAlone() {
        return List.of(worker.process());
    }

    @Override
    public List<Child> processes() {
        return List.of(kafka.broker(1), worker.process());
    }

    @Override
    public Map<String, String> fileSource(String file, String topic) {
        return Map.of(
                "connector.class", "org.apache.kafka.connect.file.FileStreamSourceConnector",
                "file", file,
                "topic", topic,
                "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.converter", "org.apache.kafka.connect.storage.StringConverter");
    }

    @Override
    public Map<String, String> jdbcSink(String topic, String table, String jdbcUrl, String registry) {
        Map<String, String> config = new LinkedHashMap<>(Accounts.converters(registry));
        config.putAll(Map.of(
                "connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector",
                "topics", topic,
                // The driver then writes a batch as few statements of many rows, the fastest that it can.
                "connection.url", jdbcUrl + "?reWriteBatchedInserts=true",
                "connection.username", "postgres",
                "connection.password", "postgres",
                "insert.mode", "upsert",
                "primary.key.mode", "record_value",
                "primary.key.fields", "id",
                "collection.name.format", table,
                "consumer.override.max.poll.records", "3000"));
        config.putAll(Map.of("schema.evolution", "none", "batch.size", "3000"));
        return config;
    }

    @Override
    public void close() {
        worker.close();
        kafka.close();
    }
}
