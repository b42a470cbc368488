package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** What becomes of rows that the database refuses, and of those beside them. */
abstract class PoisonSuite extends PostgresCase {
    private static final String[] TOLERANT = {"errors.tolerance", "all"};

    @Test
    void onlyTheRowsToBlameAreReportedAndTheOthersWritten() throws SQLException {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY, item text, count int CHECK (count >= 0))");
        context.hasReporter = true;
        var records = new ArrayList<SinkRecord>();
        for (int i = 0; i < 500; i++) {
            records.add(order(i, "n", i == 123 || i == 499 ? -1 : i));
        }

        sink(TOLERANT).put(records);

        assertThat(rows("SELECT count(*) FROM orders")).containsExactly("498");
        assertThat(context.reports).extracting(r -> r.record().kafkaOffset()).containsExactly(123L, 499L);
        assertThat(context.reports.get(0).why())
                .hasMessageContaining("orders-0@123")
                .hasMessageContaining("violates check constraint");
    }

    @Test
    void aValueOutOfRangeAndAZeroByteAreTheirRowsFault() throws SQLException {
        sql("CREATE TABLE orders (id smallint, item text, count int)");
        context.hasReporter = true;

        sink(TOLERANT)
                .put(List.of(order(1, "a", 1), order(70_000, "b", 1), order(2, "zero\0byte", 1), order(3, "c", 1)));

        assertThat(rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "3");
        assertThat(context.reports).extracting(r -> r.record().kafkaOffset()).containsExactly(1L, 2L);
    }

    @Test
    void aDecimalThatNoNumericHoldsIsItsRowsFault() throws SQLException {
        context.hasReporter = true;
        Schema schema = SchemaBuilder.struct().field("n", Decimal.schema(0)).build();
        List<String> numbers = List.of("1E131071", "1E131072", "1E131073", "1E-16383", "1E-16384", "0E131073", "7");

        sink("auto.create", "true", "errors.tolerance", "all")
                .put(numbers.stream()
                        .map(n -> record("t", null, null, schema, new Struct(schema).put("n", new BigDecimal(n))))
                        .toList());

        assertThat(context.reports).extracting(r -> r.record().kafkaOffset()).containsExactly(1L, 2L, 4L);
        assertThat(context.reports.get(0).why()).hasMessageContaining("131073 digits before the point");
        assertThat(rows("SELECT CASE WHEN n = 7 OR n = 0 THEN n::text WHEN n = 10::numeric ^ 131071 THEN 'large'"
                        + " WHEN n = ('1e-16383')::numeric THEN 'small' ELSE 'another' END FROM t ORDER BY n"))
                .containsExactly("0", "small", "7", "large");
    }

    @Test
    void aRowOfTheSameKeyBeforeThePoisonIsWritten() throws SQLException {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY, item text, count int CHECK (count >= 0))");
        context.hasReporter = true;

        sink("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id", "errors.tolerance", "all")
                .put(List.of(order(1, "first", 1), order(2, "other", 1), order(1, "good", 2), order(1, "bad", -2)));

        assertThat(rows("SELECT * FROM orders ORDER BY id")).containsExactly("1|good|2", "2|other|1");
        assertThat(context.reports).extracting(r -> r.record().kafkaOffset()).containsExactly(3L);
    }

    @Test
    void withoutAReporterTheTaskFailsNamingTheRecordAndNothingIsWritten() throws SQLException {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY, item text, count int)");
        var sink = sink();

        assertThatThrownBy(() -> sink.put(List.of(order(1, "a", 1), order(2, "b", 1), order(1, "c", 1))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("orders-0@2")
                .hasMessageContaining("duplicate key value violates unique constraint");
        assertThat(rows("SELECT * FROM orders")).isEmpty();
    }

    @Test
    void aReporterThatToleratesNothingTakesAllBack() throws SQLException {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY, item text, count int)");
        context.hasReporter = true;
        context.refusesReports = true;
        var sink = sink(TOLERANT);

        assertThatThrownBy(() -> sink.put(List.of(order(1, "a", 1), order(1, "c", 1))))
                .isInstanceOf(ConnectException.class);
        assertThat(rows("SELECT * FROM orders")).isEmpty();
    }

    @Test
    void aConstraintThatIsCheckedAtTheEndStillFindsItsRow() throws SQLException {
        sql(
                "CREATE TABLE items (item text PRIMARY KEY)",
                "INSERT INTO items VALUES ('tea')",
                "CREATE TABLE orders (id bigint, item text REFERENCES items DEFERRABLE INITIALLY DEFERRED, count int)");
        context.hasReporter = true;

        sink(TOLERANT).put(List.of(order(1, "tea", 1), order(2, "mud", 1), order(3, "tea", 1)));

        assertThat(rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "3");
        assertThat(context.reports).extracting(r -> r.record().kafkaOffset()).containsExactly(1L);
    }

    @Test
    void keysThatOnlyTheDatabaseTakesForTheSameAreWrittenOneAfterTheOther() throws SQLException {
        sql(
                "CREATE COLLATION same (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TABLE orders (id bigint, item text COLLATE same PRIMARY KEY, count int)");

        sink("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "item")
                .put(List.of(order(1, "Tea", 1), order(2, "TEA", 2), order(3, "milk", 3)));

        assertThat(rows("SELECT id, count FROM orders ORDER BY id")).containsExactly("2|2", "3|3");
    }

    @Test
    void aRecordThatIsNoRowIsReportedBesideTheOthers() throws SQLException {
        context.hasReporter = true;
        var sink = sink("auto.create", "true", "errors.tolerance", "all");
        SinkRecord first = order(1, "a", 1);

        sink.put(List.of(first, record("orders", null, null, Schema.STRING_SCHEMA, "text"), order(2, "b", 1)));

        assertThat(rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "2");
        assertThat(context.reports).hasSize(1);
        assertThat(context.reports.get(0).why())
                .hasMessageContaining("orders-0@1")
                .hasMessageContaining("no fields");
    }

    @Test
    void recordsOfASchemaThatTheTableDoesNotTakeAreReportedIfItTakesOthers() throws SQLException {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY, item text, count int)");
        context.hasReporter = true;
        var sink = sink(TOLERANT);

        sink.put(List.of(foreign(9), order(1, "a", 1), foreign(8), order(2, "b", 1)));
        sink.put(List.of(foreign(7)));

        assertThat(rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "2");
        assertThat(context.reports).extracting(r -> r.record().kafkaOffset()).containsExactly(0L, 2L, 4L);
        assertThat(context.reports.get(0).why())
                .hasMessageContaining("orders-0@0")
                .hasMessageContaining("no column \"extra\"");
    }

    @Test
    void aSchemaThatDoesNotFitFailsTheTaskIfNoneFitsOrNothingIsTolerated() throws SQLException {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY, item text, count int)");
        context.hasReporter = true;
        var tolerant = sink(TOLERANT);
        var strict = sink();

        assertThatThrownBy(() -> tolerant.put(List.of(foreign(1)))).hasMessageContaining("no column \"extra\"");
        assertThatThrownBy(() -> strict.put(List.of(order(1, "a", 1), foreign(2))))
                .hasMessageContaining("no column \"extra\"");
        assertThat(context.reports).isEmpty();
        assertThat(rows("SELECT id FROM orders")).isEmpty();
    }

    private SinkRecord foreign(long id) {
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("extra", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        return record("orders", null, null, schema, new Struct(schema).put("id", id));
    }

    @Test
    void aKeyThatIsMissingFailsTheTaskBeforeAnythingIsWritten() throws SQLException {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY, item text, count int)");
        var sink = sink("pk.mode", "record_key", "pk.fields", "id");
        Struct value = new Struct(ORDER).put("id", 1L);

        assertThatThrownBy(() -> sink.put(List.of(
                        record("orders", Schema.INT64_SCHEMA, 1L, ORDER, value),
                        record("orders", null, null, ORDER, value))))
                .hasMessageContaining("orders-0@1")
                .hasMessageContaining("needs a key");
        assertThat(rows("SELECT * FROM orders")).isEmpty();
    }
}
