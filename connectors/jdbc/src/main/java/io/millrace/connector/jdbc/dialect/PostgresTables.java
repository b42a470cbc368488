package io.millrace.connector.jdbc.dialect;

import static io.millrace.connector.jdbc.dialect.PostgresColumn.quote;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Looks at tables before they are written to: makes what is missing, and says what does not fit. <i>Any thread.</i> */
final class PostgresTables {
    /**
     * A column as the catalogue has it: its type's base name, that type's category, what the type is narrowed by, -1 if
     * by nothing, whether its collation calls only equal texts equal, and the type as one writes it.
     */
    private record Found(String base, String category, int modifier, boolean exact, String written) {
        /** Whether it is a numeric that keeps fewer digits after the point than that. */
        boolean cuts(int scale) {
            if (!base.equals("numeric") || modifier < NUMERIC_MODIFIER) {
                return false;
            }
            // Eleven bits, the first of which is the sign.
            int kept = (((modifier - NUMERIC_MODIFIER) & 0x7ff) ^ 0x400) - 0x400;
            return scale > kept;
        }
    }

    /** What the server adds to precision and scale, so that they are never taken for none. */
    private static final int NUMERIC_MODIFIER = 4;

    private static final String CATALOGUE = """
            SELECT a.attname, coalesce(b.typname, t.typname) AS base, t.typcategory::text AS category,
                   CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END AS modifier,
                   coalesce(c.collisdeterministic, true) AS exact,
                   format_type(a.atttypid, a.atttypmod) AS written
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
                 LEFT JOIN pg_collation c ON c.oid = a.attcollation
            WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped""";

    /** Of an identifier, as servers are built unless somebody changes their source. */
    private static final int MOST_NAME_BYTES = 63;

    /** What the server says of a table, and of a column, that another task made this moment. */
    private static final List<String> MADE_TABLE = List.of("23505", "42P07");

    private static final List<String> MADE_COLUMN = List.of("23505", "42701");

    private static final List<String> WHOLE = List.of("int2", "int4", "int8");

    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private static final Rows NONE = new Rows() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public @Nullable Object value(int row, int column) {
            throw new IndexOutOfBoundsException(row);
        }
    };

    private final TimeZone zone;

    PostgresTables(TimeZone zone) {
        this.zone = zone;
    }

    @Nullable
    Target target(Handle handle, Table table, List<Column> columns, Write write, Dialect.Making making)
            throws SQLException {
        refuseLongNames(table);
        for (Column column : columns) {
            refuseLong("column", column.name(), "rename the field by a transform to", MisfitException::new);
        }
        Map<String, Found> found = find(handle, table);
        if (found.isEmpty()) {
            if (write == Write.DELETE) {
                return null;
            }
            if (!making.tables()) {
                throw new ConnectException("Table " + table + " does not exist: create it, or set auto.create=true");
            }
            make(handle, create(table, columns), MADE_TABLE);
            found = find(handle, table);
        }
        var missing = columns.stream().filter(in(found).negate()).toList();
        if (!missing.isEmpty() && making.columns()) {
            make(handle, evolve(table, missing), MADE_COLUMN);
            found = find(handle, table);
        }
        refuseRounding(table, columns, found);
        var target = new PostgresTarget(table, encodings(columns, found), write, exactKeys(columns, found));
        tryOut(handle, target, table, columns, found);
        return target;
    }

    /** The server would cut them off without a word, and take two names that begin alike for one. */
    private static void refuseLongNames(Table table) {
        String schema = table.schema();
        if (schema != null) {
            refuseLong("schema", schema, "set table.name.format to", ConnectException::new);
        }
        refuseLong(
                "table",
                table.name(),
                "set table.name.format, or rename the topic by a transform, to",
                ConnectException::new);
    }

    private static void refuseLong(String what, String name, String remedy, Function<String, ConnectException> error) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > MOST_NAME_BYTES) {
            throw error.apply("The " + what + "'s name \"" + name + "\" has " + length + " bytes, and PostgreSQL keeps "
                    + MOST_NAME_BYTES + ": " + remedy + " a shorter one");
        }
    }

    private static Predicate<Column> in(Map<String, Found> found) {
        return column -> found.containsKey(column.name());
    }

    private static Map<String, Found> find(Handle handle, Table table) {
        var found = new LinkedHashMap<String, Found>();
        handle.createQuery(CATALOGUE)
                .bind(0, quote(table))
                .map((row, context) -> found.put(
                        row.getString("attname"),
                        new Found(
                                row.getString("base"),
                                row.getString("category"),
                                row.getInt("modifier"),
                                row.getBoolean("exact"),
                                row.getString("written"))))
                .list();
        return found;
    }

    /** Runs a statement that makes something, of which another task may have been quicker to make it. */
    private static void make(Handle handle, String sql, List<String> made) throws SQLException {
        try {
            handle.execute(sql);
        } catch (JdbiException e) {
            // IF NOT EXISTS does not help against one that is being made this moment.
            if (!(e.getCause() instanceof SQLException sqlError)
                    || !made.contains(String.valueOf(sqlError.getSQLState()))) {
                throw e;
            }
        }
    }

    private static String create(Table table, List<Column> columns) {
        var parts = columns.stream().map(PostgresTables::declare).collect(Collectors.toCollection(ArrayList::new));
        String keys =
                columns.stream().filter(Column::key).map(c -> quote(c.name())).collect(Collectors.joining(", "));
        if (!keys.isEmpty()) {
            parts.add("PRIMARY KEY (" + keys + ")");
        }
        return "CREATE TABLE IF NOT EXISTS " + quote(table) + " (" + String.join(", ", parts) + ")";
    }

    private static String declare(Column column) {
        return quote(column.name()) + " " + PostgresType.of(column.type()).sql
                + (column.required() || column.key() ? " NOT NULL" : "");
    }

    private static String evolve(Table table, List<Column> missing) {
        for (Column column : missing) {
            if (column.required() || column.key()) {
                throw new MisfitException("Table " + table + " has no column \"" + column.name()
                        + "\", and its field is required: rows that stand there already would have no value for it");
            }
        }
        return "ALTER TABLE " + quote(table)
                + missing.stream()
                        .map(c -> " ADD COLUMN IF NOT EXISTS " + declare(c))
                        .collect(Collectors.joining(","));
    }

    /** What the server would do without a word: round numbers, drop the date or the time of a timestamp. */
    private static void refuseRounding(Table table, List<Column> columns, Map<String, Found> found) {
        for (Column column : columns) {
            Found there = found.get(column.name());
            if (there != null && rounds(column, there)) {
                throw new MisfitException("Table " + table + " loses part of the values: " + differ(column, there));
            }
        }
    }

    private static boolean rounds(Column field, Found column) {
        return switch (field.type()) {
            case DECIMAL -> WHOLE.contains(column.base) || column.cuts(field.scale());
            case FLOAT32 -> WHOLE.contains(column.base);
            case FLOAT64 -> WHOLE.contains(column.base) || column.base.equals("float4");
            case TIMESTAMP -> List.of("date", "time", "timetz").contains(column.base);
            default -> false;
        };
    }

    /** Text may be equal to another in the column: where case is ignored, or in a type that has several spellings. */
    private static boolean exactKeys(List<Column> columns, Map<String, Found> found) {
        return columns.stream().filter(Column::key).allMatch(column -> {
            Found there = found.get(column.name());
            return column.type() != ColumnType.TEXT
                    || there != null
                            && there.exact
                            && List.of("text", "varchar").contains(there.base);
        });
    }

    private List<PostgresColumn> encodings(List<Column> columns, Map<String, Found> found) {
        var encodings = new ArrayList<PostgresColumn>();
        for (Column column : columns) {
            encodings.add(encoding(column, found.get(column.name())));
        }
        return encodings;
    }

    private PostgresColumn encoding(Column column, @Nullable Found there) {
        var type = PostgresType.of(column.type());
        if (type == PostgresType.TIMESTAMP && there != null && there.base.equals("timestamptz")) {
            return new PostgresColumn(column, PostgresType.TIMESTAMPTZ, null, UTC);
        }
        // Types that are written as text and take none by themselves: uuid, json, xml, enums, addresses, intervals. Not
        // bytes, which would read escapes into it.
        if (type == PostgresType.TEXT
                && there != null
                && !there.base.equals("bytea")
                && List.of("U", "E", "I", "T").contains(there.category)) {
            return new PostgresColumn(column, type, there.written, zone);
        }
        return new PostgresColumn(column, type, null, zone);
    }

    /** Writes no rows at all, so that the server says at once, and in its own words, what does not fit. */
    private static void tryOut(
            Handle handle, PostgresTarget target, Table table, List<Column> columns, Map<String, Found> found)
            throws SQLException {
        try {
            target.write(handle, NONE);
        } catch (JdbiException e) {
            if (!(e.getCause() instanceof SQLException sql)
                    || !String.valueOf(sql.getSQLState()).startsWith("42")) {
                throw e;
            }
            String server = String.valueOf(sql.getMessage());
            throw new MisfitException("Table " + table + " does not take such records: "
                    + misfit(columns, found, server) + "The server says: " + server);
        }
    }

    private static String misfit(List<Column> columns, Map<String, Found> found, String server) {
        String missing = columns.stream()
                .filter(in(found).negate())
                .map(c -> "it has no column \"" + c.name() + "\" for a field that is " + PostgresType.of(c.type()).sql)
                .collect(Collectors.joining("; "));
        if (!missing.isEmpty()) {
            return missing + ". ";
        }
        String differing = columns.stream()
                .filter(c -> server.contains("\"" + c.name() + "\""))
                .map(c -> differ(c, found.get(c.name())))
                .collect(Collectors.joining("; "));
        if (!differing.isEmpty()) {
            return differing + ". ";
        }
        String keys =
                columns.stream().filter(Column::key).map(c -> quote(c.name())).collect(Collectors.joining(", "));
        return server.contains("ON CONFLICT")
                ? "upserts need a primary key or unique index on exactly " + keys + ". "
                : "";
    }

    private static String differ(Column column, @Nullable Found there) {
        return "column \"" + column.name() + "\" is " + (there == null ? "missing" : there.written) + ", its field is "
                + PostgresType.of(column.type()).sql
                + (column.type() == ColumnType.DECIMAL ? " of scale " + column.scale() : "");
    }
}
