package io.millrace.connector.jdbc;

import io.millrace.connector.jdbc.dialect.Column;
import io.millrace.connector.jdbc.dialect.ColumnType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** How records of one pair of schemas become rows: the columns, those of the key first, and where each is read. <i>Immutable.</i> */
final class Shape {
    /** Reads one column of a record. */
    private interface Reader extends Function<SinkRecord, @Nullable Object> {}

    private static final List<String> KAFKA_COLUMNS =
            List.of("__connect_topic", "__connect_partition", "__connect_offset");

    private final List<Column> columns = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final boolean delete;
    private int keys;

    private Shape(boolean delete) {
        this.delete = delete;
    }

    /** The shape of a record; a DataException says what a record without one lacks. */
    static Shape of(JdbcSinkConfig config, @Nullable Schema key, @Nullable Schema value, boolean tombstone) {
        var shape = new Shape(tombstone);
        switch (config.pkMode()) {
            case NONE -> {}
            case KAFKA -> shape.addOrigin(config.pkFields().isEmpty() ? KAFKA_COLUMNS : config.pkFields());
            case RECORD_KEY -> shape.addKey(key, config.pkFields());
            case RECORD_VALUE -> shape.addValueKey(fieldsOf(value), config.pkFields());
        }
        shape.keys = shape.columns.size();
        if (!tombstone) {
            shape.addValue(fieldsOf(value), config.fieldsWhitelist());
        }
        if (shape.columns.isEmpty()) {
            throw new DataException("the record has no field to write");
        }
        return shape;
    }

    List<Column> columns() {
        return columns;
    }

    int keys() {
        return keys;
    }

    boolean delete() {
        return delete;
    }

    @Nullable
    Object read(SinkRecord record, int column) {
        return readers.get(column).apply(record);
    }

    /** Whether both name the same columns as their key. */
    boolean sameKey(Shape other) {
        return columns.subList(0, keys).equals(other.columns.subList(0, other.keys));
    }

    private void addOrigin(List<String> names) {
        add(new Column(names.get(0), ColumnType.TEXT, true, true), SinkRecord::originalTopic);
        add(new Column(names.get(1), ColumnType.INT32, true, true), SinkRecord::originalKafkaPartition);
        add(new Column(names.get(2), ColumnType.INT64, true, true), SinkRecord::originalKafkaOffset);
    }

    private void addKey(@Nullable Schema key, List<String> names) {
        if (key == null) {
            throw new DataException("pk.mode=record_key needs a key with a schema, and the record has none");
        }
        if (key.type() != Schema.Type.STRUCT) {
            if (names.size() != 1) {
                throw new DataException("the key has no fields: pk.fields must name the one column that it goes to");
            }
            add(column(names.get(0), key, true), SinkRecord::key);
            return;
        }
        for (Field field : chosen(key, names, "key")) {
            addField(field, true, SinkRecord::key);
        }
    }

    private void addValueKey(Schema value, List<String> names) {
        for (Field field : chosen(value, names, "value")) {
            addField(field, true, SinkRecord::value);
        }
    }

    private void addValue(Schema value, List<String> whitelist) {
        Set<String> taken = new HashSet<>();
        columns.forEach(column -> taken.add(column.name()));
        for (Field field : chosen(value, whitelist, "value")) {
            if (!taken.contains(field.name())) {
                addField(field, false, SinkRecord::value);
            }
        }
    }

    private void addField(Field field, boolean key, Function<SinkRecord, Object> struct) {
        Schema schema = field.schema();
        Column column = column(field.name(), schema, key);
        // A null of an optional field is a null, whatever the schema would fill in for a missing one.
        boolean raw = schema.isOptional() && schema.defaultValue() != null;
        add(
                column,
                raw
                        ? record -> ((Struct) struct.apply(record)).getWithoutDefault(field.name())
                        : record -> ((Struct) struct.apply(record)).get(field));
    }

    private static Column column(String name, Schema schema, boolean key) {
        ColumnType type = Types.of(name, schema);
        int scale = type == ColumnType.DECIMAL ? Types.scale(name, schema) : 0;
        return new Column(name, type, key, key || !schema.isOptional(), scale);
    }

    private void add(Column column, Reader reader) {
        columns.add(column);
        readers.add(reader);
    }

    private static List<Field> chosen(Schema schema, List<String> names, String where) {
        if (names.isEmpty()) {
            return schema.fields();
        }
        var fields = new ArrayList<Field>();
        for (String name : names) {
            Field field = schema.field(name);
            if (field == null) {
                throw new DataException("the " + where + " has no field " + name);
            }
            fields.add(field);
        }
        return fields;
    }

    private static Schema fieldsOf(@Nullable Schema value) {
        if (value == null) {
            throw new DataException("the value has no schema: use a converter that gives it one");
        }
        if (value.type() != Schema.Type.STRUCT) {
            throw new DataException(
                    "the value has no fields: it is " + value.type().getName());
        }
        return value;
    }
}
