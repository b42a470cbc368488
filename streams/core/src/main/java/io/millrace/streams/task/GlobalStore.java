package io.millrace.streams.task;

import io.millrace.streams.operator.GlobalLookup;
import io.millrace.streams.processor.StateStore;
import io.millrace.streams.store.Codec;
import io.millrace.streams.store.GlobalTable;
import io.millrace.streams.topology.GlobalStoreSpec;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;

/**
 * The whole of a global table in memory. One thread applies its topic's batches; any number of tasks on any threads
 * read it. <i>Any thread</i> for reading; it holds no lock.
 *
 * <p>The owner reads <b>all</b> partitions of the topic from their start to the end offsets as they were when it began,
 * applies what it reads, and only then starts the first task; afterwards it keeps applying, always on the same thread.
 * Nothing is committed and there is no changelog: the topic itself is the table.
 */
public final class GlobalStore {
    private final GlobalStoreSpec spec;
    private final GlobalTable table = new GlobalTable();
    private final GlobalLookup lookup;

    /** For one global table of a topology. */
    public GlobalStore(GlobalStoreSpec spec, TaskConfig config) {
        this.spec = spec;
        Serde<Object> keySerde = spec.store().keySerde();
        Serde<Object> valueSerde = spec.store().valueSerde();
        this.lookup = new GlobalLookup(
                table,
                Codec.of(keySerde == null ? config.defaultKeySerde() : keySerde),
                Codec.of(valueSerde == null ? config.defaultValueSerde() : valueSerde),
                spec.topic());
    }

    /** The store's name. */
    public String name() {
        return spec.store().name();
    }

    /** The topic that it is read from. */
    public String topic() {
        return spec.topic();
    }

    /** Number of keys. */
    public int size() {
        return table.size();
    }

    /**
     * Applies slices of whole batches of one partition, in offset order within the partition: the last value of a key
     * wins, a null value deletes, a null key is left out. Slices are no longer needed when it returns.
     */
    public void apply(int partition, List<ByteBuffer> slices) {
        BatchRecords.forEach(slices, (record, array, base) -> {
            if (record.keySize() >= 0) {
                table.put(
                        array,
                        base + record.keyPosition(),
                        record.keySize(),
                        record.valueSize() < 0 ? null : array,
                        base + record.valuePosition(),
                        record.valueSize(),
                        record.timestamp());
            }
        });
    }

    /** Read access for interactive queries, a {@code ReadOnlyKeyValueStore}; on any thread. */
    public StateStore view() {
        return StoreViews.of(name(), lookup);
    }

    GlobalLookup lookup() {
        return lookup;
    }
}
