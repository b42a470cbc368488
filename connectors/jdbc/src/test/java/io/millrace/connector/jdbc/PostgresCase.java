package io.millrace.connector.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a schema of its own in a PostgreSQL, a sink task in front of it and eyes behind it. */
abstract class PostgresCase {
    static final Schema ORDER = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("item", Schema.OPTIONAL_STRING_SCHEMA)
            .field("count", Schema.OPTIONAL_INT32_SCHEMA)
            .build();

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    final FakeContext context = new FakeContext();
    private final List<JdbcSinkTask> tasks = new ArrayList<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private String schema = "";

    abstract Server server();

    @BeforeEach
    void makeSchema() throws SQLException {
        schema = "test_" + SCHEMAS.incrementAndGet();
        sql("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        sql("CREATE SCHEMA " + schema);
    }

    @AfterEach
    void stopTasks() {
        tasks.forEach(JdbcSinkTask::stop);
    }

    /** A started task; the settings are keys and values in turn. */
    JdbcSinkTask sink(String... settings) {
        var task = new JdbcSinkTask();
        task.initialize(context);
        task.start(settings(settings));
        tasks.add(task);
        return task;
    }

    Map<String, String> settings(String... settings) {
        var all = new HashMap<>(Map.of(
                "connection.url", server().in(schema),
                "connection.user", server().user(),
                "connection.password", server().password()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return all;
    }

    SinkRecord order(long id, String item, int count) {
        return record(
                "orders",
                null,
                null,
                ORDER,
                new Struct(ORDER).put("id", id).put("item", item).put("count", count));
    }

    SinkRecord record(String topic, Schema keySchema, Object key, Schema schema, Object value) {
        long offset = offsets.merge(topic, 1L, Long::sum) - 1;
        return new SinkRecord(topic, 0, keySchema, key, schema, value, offset);
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    /** The rows of a query, the columns of each parted by bars. */
    List<String> rows(String query) throws SQLException {
        var rows = new ArrayList<String>();
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                var row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(i == 1 ? "" : "|").append(result.getString(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server().in(schema), server().user(), server().password());
    }
}
