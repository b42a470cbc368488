package io.millrace.connector.jdbc;

import io.millrace.connector.jdbc.dialect.Rows;
import io.millrace.connector.jdbc.dialect.Table;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records for one table that one statement can write (or two, where some delete), in their order. Any part of it can be
 * written by itself, which is how a poison row is found. <i>Loop-owned.</i>
 */
final class Batch {
    /** What a part of a batch comes to: rows to write and rows to delete, no key in both where keys are reduced. */
    record Work(@Nullable RowsOf writes, @Nullable RowsOf deletes) {}

    /** Records read by their shape. */
    record RowsOf(Shape shape, List<SinkRecord> records) implements Rows {
        @Override
        public int size() {
            return records.size();
        }

        @Override
        public @Nullable Object value(int row, int column) {
            return shape.read(records.get(row), column);
        }

        RowsOf part(int from, int to) {
            return new RowsOf(shape, records.subList(from, to));
        }
    }

    private final Table table;
    private final boolean lastWins;
    private final int mostRows;
    private final List<SinkRecord> records = new ArrayList<>();
    private @Nullable Shape writes;
    private @Nullable Shape deletes;

    /** Last wins: of the records of one key only the last is written. */
    Batch(Table table, boolean lastWins, int mostRows) {
        this.table = table;
        this.lastWins = lastWins;
        this.mostRows = mostRows;
    }

    Table table() {
        return table;
    }

    int size() {
        return records.size();
    }

    /** The shapes of its rows: one, or that of rows to write and that of rows to delete. */
    List<Shape> shapes() {
        return Stream.of(Optional.ofNullable(deletes), Optional.ofNullable(writes))
                .flatMap(Optional::stream)
                .toList();
    }

    SinkRecord record(int at) {
        return records.get(at);
    }

    /** Takes the record, or answers false: then it needs a batch of its own after this one. */
    boolean add(SinkRecord record, Shape shape) {
        Shape same = shape.delete() ? deletes : writes;
        Shape other = shape.delete() ? writes : deletes;
        boolean fits = records.size() < mostRows
                && (same == null || same == shape)
                && (other == null || lastWins && other.sameKey(shape));
        if (!fits) {
            return false;
        }
        if (shape.delete()) {
            deletes = shape;
        } else {
            writes = shape;
        }
        return records.add(record);
    }

    /** Takes the records of one of its shapes out, and answers them. */
    List<SinkRecord> remove(Shape shape) {
        List<SinkRecord> removed =
                records.stream().filter(record -> shapeOf(record) == shape).toList();
        records.removeIf(record -> shapeOf(record) == shape);
        if (shape == deletes) {
            deletes = null;
        } else {
            writes = null;
        }
        return removed;
    }

    private @Nullable Shape shapeOf(SinkRecord record) {
        return record.value() == null && deletes != null ? deletes : writes;
    }

    /** Whether it has rows to write and rows to delete. */
    boolean mixed() {
        return writes != null && deletes != null;
    }

    /** Where, after so many, records to write give way to records to delete, or the other way. */
    int endOfKind(int from, int to) {
        boolean delete = records.get(from).value() == null;
        int at = from + 1;
        while (at < to && (records.get(at).value() == null) == delete) {
            at++;
        }
        return at;
    }

    /** The work of the records from one to before another. */
    Work work(int from, int to) {
        List<SinkRecord> part = records.subList(from, to);
        if (lastWins) {
            part = lastOfEachKey(part);
        }
        if (deletes == null || writes == null) {
            return writes == null
                    ? new Work(null, deletes == null ? null : new RowsOf(deletes, part))
                    : new Work(new RowsOf(writes, part), null);
        }
        var values = new ArrayList<SinkRecord>();
        var tombstones = new ArrayList<SinkRecord>();
        for (SinkRecord record : part) {
            (record.value() == null ? tombstones : values).add(record);
        }
        return new Work(new RowsOf(writes, values), new RowsOf(deletes, tombstones));
    }

    private List<SinkRecord> lastOfEachKey(List<SinkRecord> part) {
        var seen = new HashSet<Object>(part.size() * 2);
        var kept = new ArrayList<SinkRecord>(part.size());
        for (int i = part.size() - 1; i >= 0; i--) {
            if (seen.add(key(part.get(i)))) {
                kept.add(part.get(i));
            }
        }
        Collections.reverse(kept);
        return kept;
    }

    private Object key(SinkRecord record) {
        Shape shape = shapeOf(record);
        if (shape == null || shape.keys() == 0) {
            return record;
        }
        if (shape.keys() == 1) {
            return comparable(shape.read(record, 0));
        }
        var key = new Object[shape.keys()];
        for (int i = 0; i < key.length; i++) {
            key[i] = comparable(shape.read(record, i));
        }
        return Arrays.asList(key);
    }

    /** Equal where a database calls them equal: 1.0 is 1.00, 0.0 is -0.0, bytes are their contents. */
    private static Object comparable(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros();
        }
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof Double number) {
            return number + 0.0;
        }
        if (value instanceof Float number) {
            return number + 0.0f;
        }
        return value == null ? Batch.class : value;
    }
}
