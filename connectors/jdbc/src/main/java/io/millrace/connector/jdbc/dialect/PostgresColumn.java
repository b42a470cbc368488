package io.millrace.connector.jdbc.dialect;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.Date;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * How one column travels: the type that its values are encoded in, and what a statement casts them to where the table's
 * own type takes no such value by itself. <i>Immutable.</i>
 */
record PostgresColumn(
        Column column, PostgresType type, @Nullable String cast, TimeZone zone) {
    private static final long EPOCH_2000_MS = 946_684_800_000L;
    private static final long DAY_MS = 86_400_000L;

    /** This column of the table, as SQL. */
    String name() {
        return quote(column.name());
    }

    /** This column of the unnested rows, as SQL. */
    String source() {
        return cast == null ? "u." + name() : "CAST(u." + name() + " AS " + cast + ")";
    }

    /** Adds one row's value to the column's array. */
    void encode(@Nullable Object value, ArrayBytes out) throws SQLException {
        if (value == null) {
            out.addNull();
            return;
        }
        try {
            add(value, out);
        } catch (ArithmeticException | ClassCastException e) {
            // A row's own fault, as if the server had found it.
            throw new SQLDataException("column " + name() + " cannot hold a value: " + e.getMessage(), "22000", e);
        }
    }

    private void add(Object value, ArrayBytes out) {
        switch (type) {
            case INT2 -> out.addShort(((Number) value).shortValue());
            case INT4 -> out.addInt((Integer) value);
            case INT8 -> out.addLong((Long) value);
            case FLOAT4 -> out.addInt(Float.floatToIntBits((Float) value));
            case FLOAT8 -> out.addLong(Double.doubleToLongBits((Double) value));
            case BOOL -> out.addByte((Boolean) value ? 1 : 0);
            case TEXT -> out.addBytes(((String) value).getBytes(StandardCharsets.UTF_8));
            case BYTEA -> {
                if (value instanceof byte[] bytes) {
                    out.addBytes(bytes);
                } else {
                    out.addBytes((ByteBuffer) value);
                }
            }
            case NUMERIC -> NumericBytes.add((BigDecimal) value, out);
            case DATE -> out.addInt(Math.toIntExact(Math.floorDiv(((Date) value).getTime() - EPOCH_2000_MS, DAY_MS)));
            case TIME -> out.addLong(Math.floorMod(((Date) value).getTime(), DAY_MS) * 1000);
            case TIMESTAMP, TIMESTAMPTZ -> out.addLong(microsSince2000(((Date) value).getTime()));
        }
    }

    private long microsSince2000(long ms) {
        long local = Math.addExact(ms, zone.getOffset(ms));
        return Math.multiplyExact(Math.subtractExact(local, EPOCH_2000_MS), 1000L);
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String quote(Table table) {
        return table.schema() == null ? quote(table.name()) : quote(table.schema()) + "." + quote(table.name());
    }
}
