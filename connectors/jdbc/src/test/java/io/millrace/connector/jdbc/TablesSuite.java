package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** How schemas become tables, values become columns, and what is said of tables that do not fit. */
abstract class TablesSuite extends PostgresCase {
    private static final Schema ALL = SchemaBuilder.struct()
            .field("i8", Schema.OPTIONAL_INT8_SCHEMA)
            .field("i16", Schema.OPTIONAL_INT16_SCHEMA)
            .field("i32", Schema.OPTIONAL_INT32_SCHEMA)
            .field("i64", Schema.OPTIONAL_INT64_SCHEMA)
            .field("f32", Schema.OPTIONAL_FLOAT32_SCHEMA)
            .field("f64", Schema.OPTIONAL_FLOAT64_SCHEMA)
            .field("yes", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("text", Schema.OPTIONAL_STRING_SCHEMA)
            .field("raw", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("dec", Decimal.builder(4).optional().build())
            .field(
                    "day",
                    org.apache.kafka.connect.data.Date.builder().optional().build())
            .field("clock", Time.builder().optional().build())
            .field("at", Timestamp.builder().optional().build())
            .build();

    @Test
    void aTableIsCreatedWithAColumnForEveryTypeAndHoldsEveryValueExactly() throws SQLException {
        Instant at = Instant.parse("1969-07-20T20:17:40.123Z");
        Struct full = new Struct(ALL)
                .put("i8", (byte) -128)
                .put("i16", Short.MIN_VALUE)
                .put("i32", Integer.MIN_VALUE)
                .put("i64", Long.MIN_VALUE)
                .put("f32", 0.1f)
                .put("f64", -1.0e300)
                .put("yes", true)
                .put("text", "")
                .put("raw", new byte[] {0, 1, -1})
                .put("dec", new BigDecimal("-12345678901234567890.0001"))
                .put("day", Date.from(Instant.parse("1899-12-31T00:00:00Z")))
                .put("clock", new Date(86_399_999))
                .put("at", Date.from(at));

        sink("auto.create", "true").put(List.of(value(ALL, full), value(ALL, new Struct(ALL))));

        assertThat(rows("SELECT * FROM t WHERE text IS NOT NULL"))
                .containsExactly("-128|-32768|-2147483648|-9223372036854775808|0.1|-1e+300|t||\\x0001ff"
                        + "|-12345678901234567890.0001|1899-12-31|23:59:59.999|1969-07-20 20:17:40.123");
        assertThat(rows("SELECT count(*) FROM t WHERE t IS NULL")).containsExactly("1");
        assertThat(rows("SELECT string_agg(data_type, ',' ORDER BY ordinal_position) FROM information_schema.columns"
                        + " WHERE table_schema = current_schema() AND table_name = 't'"))
                .containsExactly(
                        "smallint,smallint,integer,bigint,real,double precision,boolean,text,bytea,numeric,date,"
                                + "time without time zone,timestamp without time zone");
    }

    @Test
    void numbersOfManyScalesKeepEveryDigit() throws SQLException {
        Schema schema = SchemaBuilder.struct().field("n", Decimal.schema(10)).build();
        List<String> numbers = List.of(
                "0E-10",
                "1.0000000000",
                "-0.0000000001",
                "9999.9999999999",
                "10000.0000000000",
                "123456789012345678901234567890.0123456789",
                "0.0001000000");

        sink("auto.create", "true")
                .put(numbers.stream()
                        .map(n -> value(schema, new Struct(schema).put("n", new BigDecimal(n).setScale(10))))
                        .toList());

        assertThat(rows("SELECT n FROM t"))
                .isEqualTo(numbers.stream()
                        .map(n -> new BigDecimal(n).setScale(10).toPlainString())
                        .toList());
    }

    @Test
    void namesThatTheServerWouldCutOffAreRefusedAndThoseThatJustFitAreNot() throws SQLException {
        String most = "é".repeat(31) + "x";
        var sink = sink("auto.create", "true");
        Struct value = new Struct(ORDER).put("id", 1L);
        Schema wide =
                SchemaBuilder.struct().field(most + "y", Schema.STRING_SCHEMA).build();

        sink.put(List.of(record(most, null, null, ORDER, value)));

        assertThatThrownBy(() -> sink.put(List.of(record(most + "y", null, null, ORDER, value))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("table's name \"" + most + "y\" has 64 bytes")
                .hasMessageContaining("table.name.format");
        assertThatThrownBy(() -> sink.put(List.of(value(wide, new Struct(wide).put(most + "y", "")))))
                .hasMessageContaining("column's name \"" + most + "y\" has 64 bytes")
                .hasMessageContaining("transform");
        assertThatThrownBy(() -> sink("table.name.format", most + "y.${topic}", "auto.create", "true")
                        .put(List.of(record("t", null, null, ORDER, value))))
                .hasMessageContaining("schema's name \"" + most + "y\" has 64 bytes");
        assertThat(rows("SELECT id FROM \"" + most + "\"")).containsExactly("1");
    }

    @Test
    void requiredFieldsAndKeysAreNotNullAndNamesAreTakenAsTheyAre() throws SQLException {
        Schema schema = SchemaBuilder.struct()
                .field("Or\"der", Schema.STRING_SCHEMA)
                .field("select ?:a <b>", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        Struct struct = new Struct(schema).put("Or\"der", "x").put("select ?:a <b>", "y");

        sink("auto.create", "true", "insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "Or\"der")
                .put(List.of(value(schema, struct)));

        assertThat(rows("SELECT * FROM t")).containsExactly("x|y");
        assertThat(rows("SELECT string_agg(is_nullable, ',' ORDER BY ordinal_position) FROM information_schema.columns"
                        + " WHERE table_schema = current_schema() AND table_name = 't'"))
                .containsExactly("NO,YES");
    }

    @Test
    void timestampsKeepTheirInstantWithAZoneAndTheirClockInTheConfiguredZoneWithout() throws SQLException {
        sql("CREATE TABLE t (at timestamp, exact timestamptz)");
        Schema schema = SchemaBuilder.struct()
                .field("at", Timestamp.SCHEMA)
                .field("exact", Timestamp.SCHEMA)
                .build();
        Date summer = Date.from(Instant.parse("2026-07-01T12:00:00Z"));

        sink("db.timezone", "Europe/Berlin")
                .put(List.of(value(schema, new Struct(schema).put("at", summer).put("exact", summer))));

        assertThat(rows("SELECT at, exact AT TIME ZONE 'UTC' FROM t"))
                .containsExactly("2026-07-01 14:00:00|2026-07-01 12:00:00");
    }

    @Test
    void textIsReadAsUuidJsonOrEnumWhereTheColumnIsOne() throws SQLException {
        sql("CREATE TYPE mood AS ENUM ('sad', 'happy')", "CREATE TABLE t (id uuid PRIMARY KEY, doc jsonb, feels mood)");
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.STRING_SCHEMA)
                .field("doc", Schema.OPTIONAL_STRING_SCHEMA)
                .field("feels", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        Struct struct = new Struct(schema)
                .put("id", "00000000-0000-0000-0000-00000000000a")
                .put("doc", "{\"a\":1}")
                .put("feels", "happy");

        sink("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id")
                .put(List.of(value(schema, struct)));

        assertThat(rows("SELECT id, doc->>'a', feels FROM t"))
                .containsExactly("00000000-0000-0000-0000-00000000000a|1|happy");
    }

    @Test
    void bytesMayComeInABuffer() throws SQLException {
        Schema schema = SchemaBuilder.struct().field("raw", Schema.BYTES_SCHEMA).build();

        sink("auto.create", "true")
                .put(List.of(value(
                        schema, new Struct(schema).put("raw", ByteBuffer.wrap(new byte[] {9, 8, 7}, 1, 1)))));

        assertThat(rows("SELECT raw FROM t")).containsExactly("\\x08");
    }

    @Test
    void aNullOfAnOptionalFieldIsANullAlsoIfTheFieldHasADefault() throws SQLException {
        Schema schema = SchemaBuilder.struct()
                .field("a", SchemaBuilder.int32().optional().defaultValue(5).build())
                .field("b", SchemaBuilder.int32().defaultValue(6).build())
                .build();

        sink("auto.create", "true").put(List.of(value(schema, new Struct(schema))));

        assertThat(rows("SELECT * FROM t")).containsExactly("null|6");
    }

    @Test
    void aColumnOfAnotherTypeIsNamedWithBothTypesAndTheServersWords() throws SQLException {
        sql("CREATE TABLE orders (id bigint, item integer, count int)");
        var sink = sink();

        assertThatThrownBy(() -> sink.put(List.of(order(1, "5", 1))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Table orders")
                .hasMessageContaining("column \"item\" is integer, its field is text")
                .hasMessageContaining("column \"item\" is of type integer but expression is of type text");
    }

    @Test
    void aColumnThatWouldRoundIsRefused() throws SQLException {
        sql("CREATE TABLE t (n int)");
        Schema schema = SchemaBuilder.struct().field("n", Schema.FLOAT64_SCHEMA).build();
        var sink = sink();

        assertThatThrownBy(() -> sink.put(List.of(value(schema, new Struct(schema).put("n", 1.5)))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("column \"n\" is integer, its field is double precision");
    }

    @Test
    void aDecimalGoesIntoANumericThatKeepsItsScaleAndIntoNoOther() throws SQLException {
        sql(
                "CREATE DOMAIN money2 AS numeric(10,2)",
                "CREATE TABLE free (n numeric)",
                "CREATE TABLE same (n numeric(10,3))",
                "CREATE TABLE cents (n numeric(10,2))",
                "CREATE TABLE whole (n numeric(10))",
                "CREATE TABLE domain (n money2)");
        Schema schema = SchemaBuilder.struct().field("n", Decimal.schema(3)).build();
        Struct value = new Struct(schema).put("n", new BigDecimal("1.005"));

        for (String table : List.of("free", "same")) {
            sink().put(List.of(record(table, null, null, schema, value)));
            assertThat(rows("SELECT n FROM " + table)).containsExactly("1.005");
        }
        for (String table : List.of("cents", "whole", "domain")) {
            assertThatThrownBy(() -> sink().put(List.of(record(table, null, null, schema, value))))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Table " + table + " loses part of the values")
                    .hasMessageContaining("its field is numeric of scale 3");
        }
    }

    @Test
    void aDoubleGoesIntoNoRealAndTextIntoNoBytes() throws SQLException {
        sql("CREATE TABLE t (n real)", "CREATE TABLE orders (id bigint, item bytea, count int)");
        Schema schema = SchemaBuilder.struct().field("n", Schema.FLOAT64_SCHEMA).build();

        assertThatThrownBy(() -> sink().put(List.of(value(schema, new Struct(schema).put("n", 0.1)))))
                .hasMessageContaining("column \"n\" is real, its field is double precision");
        assertThatThrownBy(() -> sink().put(List.of(order(1, "\\x00", 1))))
                .hasMessageContaining("column \"item\" is bytea, its field is text");
    }

    @Test
    void aMissingColumnIsNamedOrAddedIfTheTableMayEvolve() throws SQLException {
        sql("CREATE TABLE orders (id bigint, item text)", "INSERT INTO orders VALUES (1, 'tea')");
        var strict = sink();

        assertThatThrownBy(() -> strict.put(List.of(order(2, "milk", 3))))
                .hasMessageContaining("Table orders")
                .hasMessageContaining("no column \"count\" for a field that is integer")
                .hasMessageContaining("does not exist");

        sink("auto.evolve", "true").put(List.of(order(2, "milk", 3)));
        assertThat(rows("SELECT * FROM orders ORDER BY id")).containsExactly("1|tea|null", "2|milk|3");
    }

    @Test
    void aFieldNamedAsASystemColumnIsRefusedInTheServersWords() {
        Schema schema =
                SchemaBuilder.struct().field("xmin", Schema.INT32_SCHEMA).build();
        var sink = sink("auto.create", "true");

        assertThatThrownBy(() -> sink.put(List.of(value(schema, new Struct(schema).put("xmin", 1)))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("\"xmin\" conflicts with a system column name");
    }

    @Test
    void aMissingTableIsNamed() {
        var sink = sink();

        assertThatThrownBy(() -> sink.put(List.of(order(1, "tea", 1))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Table orders does not exist")
                .hasMessageContaining("auto.create");
    }

    @Test
    void upsertsIntoATableWithoutThatKeySayWhatItLacks() throws SQLException {
        sql("CREATE TABLE orders (id bigint, item text, count int)");
        var sink = sink("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");

        assertThatThrownBy(() -> sink.put(List.of(order(1, "tea", 1))))
                .hasMessageContaining("unique index on exactly \"id\"")
                .hasMessageContaining("ON CONFLICT");
    }

    @Test
    void aFieldThatNoColumnHoldsIsNamed() {
        Schema schema = SchemaBuilder.struct()
                .field("list", SchemaBuilder.array(Schema.STRING_SCHEMA).build())
                .build();
        var sink = sink("auto.create", "true");

        assertThatThrownBy(() -> sink.put(List.of(value(schema, new Struct(schema).put("list", List.of("a"))))))
                .hasMessageContaining("field list is array");
    }

    private SinkRecord value(Schema schema, Struct struct) {
        return record("t", null, null, schema, struct);
    }
}
