package io.millrace.connector.jdbc;

import io.millrace.connector.jdbc.JdbcSinkConfig.PkMode;
import io.millrace.connector.jdbc.dialect.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Sorts records into batches by table and shape, those of one table in their order. <i>Loop-owned.</i> */
final class Batches {
    /** A record that cannot be written, and why. */
    record Poison(SinkRecord record, Exception why) {}

    private record Schemas(@Nullable Schema key, @Nullable Schema value, boolean tombstone) {}

    /** More pairs of schemas than a sink's topics have in use at a time. */
    private static final int MOST_SHAPES = 256;

    private final JdbcSinkConfig config;
    private final Map<String, Table> tables = new HashMap<>();
    private final Map<Schemas, Shape> shapes = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Schemas, Shape> eldest) {
            return size() > MOST_SHAPES;
        }
    };
    private @Nullable Schemas lastSchemas;
    private @Nullable Shape lastShape;

    Batches(JdbcSinkConfig config) {
        this.config = config;
    }

    List<Batch> sort(Collection<SinkRecord> records, List<Poison> poison) {
        var all = new ArrayList<Batch>();
        var open = new HashMap<Table, Batch>();
        for (SinkRecord record : records) {
            try {
                Shape shape = shapeOf(record);
                Table table = tables.computeIfAbsent(record.topic(), t -> Table.of(config.tableNameFormat(), t));
                Batch batch = open.get(table);
                if (batch == null || !batch.add(record, shape)) {
                    batch = new Batch(table, config.upsert(), config.batchRows());
                    batch.add(record, shape);
                    open.put(table, batch);
                    all.add(batch);
                }
            } catch (DataException e) {
                poison.add(new Poison(record, e));
            }
        }
        return all;
    }

    private Shape shapeOf(SinkRecord record) {
        boolean tombstone = record.value() == null;
        if (tombstone && !config.deleteEnabled()) {
            throw new DataException("the record has no value: set delete.enabled=true to delete the row of its key,"
                    + " or drop such records by a predicate RecordIsTombstone");
        }
        if (config.pkMode() == PkMode.RECORD_KEY && record.key() == null) {
            throw new DataException("pk.mode=record_key needs a key, and the record has none");
        }
        // Only the schemas that a shape depends on: others would part batches that belong together.
        Schema key = config.pkMode() == PkMode.RECORD_KEY ? record.keySchema() : null;
        Schema value = tombstone ? null : record.valueSchema();
        Schemas last = lastSchemas;
        if (lastShape != null
                && last != null
                && last.key == key
                && last.value == value
                && last.tombstone == tombstone) {
            return lastShape;
        }
        var schemas = new Schemas(key, value, tombstone);
        Shape shape = shapes.computeIfAbsent(schemas, s -> Shape.of(config, s.key, s.value, s.tombstone));
        lastSchemas = schemas;
        lastShape = shape;
        return shape;
    }
}
