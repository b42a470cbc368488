package io.millrace.streams.operator;

import io.millrace.streams.kstream.Aggregator;
import io.millrace.streams.kstream.Initializer;
import io.millrace.streams.kstream.Reducer;
import io.millrace.streams.store.Cells;
import io.millrace.streams.store.Codec;
import io.millrace.streams.store.KeyIndex;
import io.millrace.streams.store.Origin;
import io.millrace.streams.store.Table;
import io.millrace.streams.topology.Count;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What an aggregation does to one cell: reads the old value, folds the record in, writes the new one, and leaves it in
 * the cursor with its timestamp. Counts on eight bytes neither box nor read key or value. <i>Loop-owned.</i>
 */
final class Fold {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Initializer<@Nullable Object> initializer;
    private final Aggregator<Object, @Nullable Object, @Nullable Object> aggregator;
    private final Codec values;
    private final String topic;
    private final boolean counts;
    private final byte[] count = new byte[Long.BYTES];
    private final Origin origin = new Origin();

    /**
     * With the value serde and the topic name that it is told.
     *
     * @param initializer answers null for a reduction, whose aggregator then takes the value itself
     */
    Fold(
            Initializer<@Nullable Object> initializer,
            Aggregator<Object, @Nullable Object, @Nullable Object> aggregator,
            Codec values,
            String topic) {
        this.initializer = initializer;
        this.aggregator = aggregator;
        this.values = values;
        this.topic = topic;
        // Two objects of unrelated types to the compiler, one to the DSL.
        this.counts = (Object) aggregator == Count.ADD_ONE && values.kind() == Codec.Kind.LONG;
    }

    /** A reduction as an aggregation: the first value stands for itself. */
    static Aggregator<Object, @Nullable Object, @Nullable Object> of(Reducer<Object> reducer) {
        return (key, value, sum) -> sum == null ? value : reducer.apply(sum, value);
    }

    /** The bytes of the values. */
    Codec values() {
        return values;
    }

    /**
     * Folds the cursor's record into the cell of the cursor's key bytes, and puts new value and timestamp in the
     * cursor.
     *
     * @param cell {@link KeyIndex#NONE} when the key has none yet
     */
    void fold(Table table, Cells cells, int cell, int hash, Current current) {
        byte[] old = cell == KeyIndex.NONE ? null : cells.value(cell);
        long recordTime = current.timestamp;
        long time = old == null ? recordTime : Math.max(recordTime, cells.timestamp(cell));
        if (counts) {
            LONGS.set(count, 0, (old == null ? 0 : (long) LONGS.get(old, 0)) + 1);
            int at = put(table, cells, cell, hash, current, count, false, time);
            current.valueBytes(values, valueOf(cells, at), 0, Long.BYTES);
        } else {
            Object sum = old == null ? null : values.stored(topic, HeaderBytes.forStore(values), old);
            if (sum == null) {
                sum = initializer.apply();
                time = recordTime;
            }
            Object folded = aggregator.apply(current.key(), current.value(), sum);
            byte[] bytes = folded == null ? null : values.encode(topic, HeaderBytes.forStore(values), folded);
            put(table, cells, cell, hash, current, bytes, !values.changeable(), time);
            current.value(folded);
        }
        current.timestamp = time;
    }

    private int put(
            Table table,
            Cells cells,
            int cell,
            int hash,
            Current current,
            byte @Nullable [] bytes,
            boolean owned,
            long time) {
        int at = cell != KeyIndex.NONE
                ? cell
                : cells.add(current.keyArray(), current.keyPosition(), current.keySize(), hash);
        origin.timestamp = current.timestamp;
        origin.topic = current.topic;
        origin.partition = current.partition;
        origin.offset = current.offset;
        if (table.buffered()) {
            origin.headers = current.copyHeaders();
            origin.headerCount = current.headerCount();
        }
        table.put(cells, at, bytes, owned, time, origin);
        return at;
    }

    private static byte[] valueOf(Cells cells, int cell) {
        byte[] value = cells.value(cell);
        return value == null ? HeaderBytes.NONE : value;
    }
}
