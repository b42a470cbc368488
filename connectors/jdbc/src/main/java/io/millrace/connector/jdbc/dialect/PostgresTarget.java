package io.millrace.connector.jdbc.dialect;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PgArray;

/**
 * Writes rows by one statement that unnests an array a column: the server parses and plans once for all rows, and values
 * travel in binary. <i>Immutable.</i>
 */
final class PostgresTarget implements Target {
    /** Far above what 3000 usual rows need, far below what a server's message can hold (1 GiB). */
    private static final long MOST_BYTES = 32L << 20;

    private final List<PostgresColumn> columns;
    private final String sql;
    private final boolean exactKeys;

    PostgresTarget(Table table, List<PostgresColumn> columns, Write write, boolean exactKeys) {
        this.columns = columns;
        this.exactKeys = exactKeys;
        this.sql = write == Write.DELETE ? delete(table) : insert(table, write == Write.UPSERT);
    }

    @Override
    public boolean exactKeys() {
        return exactKeys;
    }

    @Override
    public boolean write(Handle handle, Rows rows) throws SQLException {
        ArrayBytes[] arrays = encode(rows);
        if (arrays == null) {
            return false;
        }
        var connection = handle.getConnection().unwrap(BaseConnection.class);
        try (var update = handle.createUpdate(sql)) {
            for (int i = 0; i < arrays.length; i++) {
                var array = new PgArray(connection, columns.get(i).type().arrayOid, arrays[i].toBytes());
                update.bind(i, (Argument) (at, statement, context) -> statement.setArray(at, array));
            }
            update.execute();
        }
        return true;
    }

    /**
     * An array a column; null where that is too much for one statement. Row by row, since a row's values lie together in
     * memory, and those of a column do not.
     */
    private ArrayBytes @Nullable [] encode(Rows rows) throws SQLException {
        int size = rows.size();
        var encoders = columns.toArray(PostgresColumn[]::new);
        var arrays = new ArrayBytes[encoders.length];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new ArrayBytes(encoders[i].type().oid, size);
        }
        for (int row = 0; row < size; row++) {
            long sizeBytes = 0;
            for (int i = 0; i < arrays.length; i++) {
                encoders[i].encode(rows.value(row, i), arrays[i]);
                sizeBytes += arrays[i].sizeBytes();
            }
            if (sizeBytes > MOST_BYTES && size > 1) {
                return null;
            }
        }
        return arrays;
    }

    private String insert(Table table, boolean upsert) {
        return "INSERT INTO " + PostgresColumn.quote(table) + " (" + names(columns.stream()) + ") SELECT "
                + columns.stream().map(PostgresColumn::source).collect(Collectors.joining(", "))
                + rows() + (upsert ? onConflict() : "");
    }

    private String onConflict() {
        String keys = names(columns.stream().filter(c -> c.column().key()));
        String others = columns.stream()
                .filter(c -> !c.column().key())
                .map(c -> c.name() + " = EXCLUDED." + c.name())
                .collect(Collectors.joining(", "));
        return " ON CONFLICT (" + keys + ") DO " + (others.isEmpty() ? "NOTHING" : "UPDATE SET " + others);
    }

    private String delete(Table table) {
        String same =
                columns.stream().map(c -> "t." + c.name() + " = " + c.source()).collect(Collectors.joining(" AND "));
        return "DELETE FROM " + PostgresColumn.quote(table) + " AS t USING" + rows().substring(" FROM".length())
                + " WHERE " + same;
    }

    private String rows() {
        String arrays =
                columns.stream().map(c -> "CAST(? AS " + c.type().sql + "[])").collect(Collectors.joining(", "));
        return " FROM unnest(" + arrays + ") AS u (" + names(columns.stream()) + ")";
    }

    private static String names(Stream<PostgresColumn> columns) {
        return columns.map(PostgresColumn::name).collect(Collectors.joining(", "));
    }
}
