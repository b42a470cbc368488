package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Which rows come of which records. */
abstract class RowsSuite extends PostgresCase {
    @Test
    void insertAddsARowARecord() throws SQLException {
        sql("CREATE TABLE orders (id bigint, item text, count int)");

        sink().put(List.of(order(1, "tea", 2), order(1, "tea", 2), order(2, "it's \"{,}\" \\ é 😀", 3)));

        assertThat(rows("SELECT * FROM orders ORDER BY id"))
                .containsExactly("1|tea|2", "1|tea|2", "2|it's \"{,}\" \\ é 😀|3");
    }

    @Test
    void upsertKeepsTheLastRecordOfEachKeyWithinAPutAndAcrossPuts() throws SQLException {
        var sink = sink("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id", "auto.create", "true");

        sink.put(List.of(order(1, "tea", 1), order(2, "milk", 1), order(1, "coffee", 2)));
        assertThat(rows("SELECT * FROM orders ORDER BY id")).containsExactly("1|coffee|2", "2|milk|1");

        sink.put(List.of(order(2, "cream", 5), order(3, "salt", 1)));
        assertThat(rows("SELECT * FROM orders ORDER BY id")).containsExactly("1|coffee|2", "2|cream|5", "3|salt|1");
    }

    @Test
    void upsertByAKeyOfSeveralFieldsReplacesOnlyTheWholeKey() throws SQLException {
        var sink =
                sink("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id,item", "auto.create", "true");

        sink.put(List.of(order(1, "tea", 1), order(1, "milk", 1), order(1, "tea", 9)));

        assertThat(rows("SELECT * FROM orders ORDER BY item")).containsExactly("1|milk|1", "1|tea|9");
    }

    @Test
    void theRecordsKeyIsTheRowsKeyWithFieldsAndWithout() throws SQLException {
        Schema key = SchemaBuilder.struct().field("no", Schema.INT32_SCHEMA).build();
        Struct value = new Struct(ORDER).put("id", 7L).put("item", "tea").put("count", 1);

        sink("insert.mode", "upsert", "pk.mode", "record_key", "auto.create", "true")
                .put(List.of(record("a", key, new Struct(key).put("no", 5), ORDER, value)));
        sink("insert.mode", "upsert", "pk.mode", "record_key", "pk.fields", "who", "auto.create", "true")
                .put(List.of(record("b", Schema.STRING_SCHEMA, "me", ORDER, value)));

        assertThat(rows("SELECT no, id, item, count FROM a")).containsExactly("5|7|tea|1");
        assertThat(rows("SELECT who, id, item, count FROM b")).containsExactly("me|7|tea|1");
    }

    @Test
    void theRecordsPlaceIsTheRowsKeySoThatSecondDeliveryChangesNothing() throws SQLException {
        var sink = sink("insert.mode", "upsert", "pk.mode", "kafka", "auto.create", "true");
        List<SinkRecord> records = List.of(order(1, "tea", 1), order(1, "tea", 1));

        sink.put(records);
        sink.put(records);

        assertThat(rows("SELECT __connect_topic, __connect_partition, __connect_offset, id FROM orders ORDER BY 3"))
                .containsExactly("orders|0|0|1", "orders|0|1|1");
    }

    @Test
    void aRecordWithoutAValueDeletesTheRowOfItsKeyInItsPlaceAmongTheOthers() throws SQLException {
        var sink = sink(
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_key",
                "pk.fields",
                "id",
                "delete.enabled",
                "true",
                "auto.create",
                "true");
        sink.put(List.of(tombstone(9)));
        sink.put(List.of(keyed(1, "tea"), keyed(2, "milk"), keyed(3, "salt"), keyed(4, "rice")));

        sink.put(
                List.of(tombstone(1), keyed(2, "cream"), tombstone(2), tombstone(3), keyed(3, "pepper"), tombstone(8)));

        assertThat(rows("SELECT id, item FROM orders ORDER BY id")).containsExactly("3|pepper", "4|rice");
    }

    @Test
    void aDeleteKeepsItsPlaceWhereOnlyTheDatabaseTakesItsKeyForTheSame() throws SQLException {
        sql(
                "CREATE COLLATION same (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TABLE orders (who text COLLATE same PRIMARY KEY, id bigint, item text, count int)");
        Struct value = new Struct(ORDER).put("id", 1L);

        sink("insert.mode", "upsert", "pk.mode", "record_key", "pk.fields", "who", "delete.enabled", "true")
                .put(List.of(
                        record("orders", Schema.STRING_SCHEMA, "Tea", ORDER, value),
                        record("orders", Schema.STRING_SCHEMA, "milk", ORDER, value),
                        record("orders", Schema.STRING_SCHEMA, "TEA", null, null),
                        record("orders", Schema.STRING_SCHEMA, "MILK", null, null),
                        record("orders", Schema.STRING_SCHEMA, "Milk", ORDER, value)));

        assertThat(rows("SELECT who FROM orders")).containsExactly("Milk");
    }

    @Test
    void insertsAndDeletesKeepTheirOrder() throws SQLException {
        var sink = sink("pk.mode", "record_key", "pk.fields", "id", "delete.enabled", "true", "auto.create", "true");

        sink.put(List.of(keyed(1, "tea"), tombstone(1), keyed(1, "milk"), keyed(2, "x"), tombstone(2)));

        assertThat(rows("SELECT id, item FROM orders")).containsExactly("1|milk");
    }

    @Test
    void aRecordWithoutAValueIsRefusedUnlessItMayDelete() {
        var sink = sink("pk.mode", "record_key", "pk.fields", "id", "auto.create", "true");

        assertThatThrownBy(() -> sink.put(List.of(tombstone(1))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("orders-0@0")
                .hasMessageContaining("delete.enabled");
    }

    @Test
    void aPutLargerThanTheBatchIsWrittenWholeAndInOrder() throws SQLException {
        var sink = sink(
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id",
                "auto.create",
                "true",
                "batch.size",
                "7");
        var records = new ArrayList<SinkRecord>();
        for (int i = 0; i < 1000; i++) {
            records.add(order(i % 100, "n", i));
        }

        sink.put(records);

        assertThat(rows("SELECT count(*), min(count), max(count) FROM orders")).containsExactly("100|900|999");
    }

    @Test
    void valuesOfManyMegabytesAreWrittenInSeveralStatements() throws SQLException {
        var sink = sink("auto.create", "true");
        String large = "x".repeat(5 << 20);

        sink.put(List.of(
                order(1, large, 1),
                order(2, large, 1),
                order(3, large, 1),
                order(4, large, 1),
                order(5, large, 1),
                order(6, large, 1),
                order(7, large, 1),
                order(8, large, 1)));

        assertThat(rows("SELECT count(*), min(length(item)) FROM orders")).containsExactly("8|" + (5 << 20));
    }

    @Test
    void topicsGoToTheTablesThatTheFormatNames() throws SQLException {
        sql("CREATE TABLE \"t_shop.Orders\" (id bigint, item text, count int)");
        Struct value = new Struct(ORDER).put("id", 1L);

        sink("table.name.format", "t_${topic}").put(List.of(record("shop.Orders", null, null, ORDER, value)));

        assertThat(rows("SELECT * FROM \"t_shop.Orders\"")).containsExactly("1|null|null");
    }

    @Test
    void onlyTheFieldsListedAreWritten() throws SQLException {
        sink("fields.whitelist", "item", "pk.mode", "record_value", "pk.fields", "id", "auto.create", "true")
                .put(List.of(order(1, "tea", 5)));

        assertThat(rows("SELECT * FROM orders")).containsExactly("1|tea");
    }

    private SinkRecord keyed(long id, String item) {
        return record(
                "orders",
                Schema.INT64_SCHEMA,
                id,
                ORDER,
                new Struct(ORDER).put("id", id).put("item", item));
    }

    private SinkRecord tombstone(long id) {
        return record("orders", Schema.INT64_SCHEMA, id, null, null);
    }
}
