package io.millrace.streams.task;

import io.millrace.streams.topology.GlobalStoreSpec;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The whole of a global table in memory. One thread applies its topic's batches; any number of tasks on any threads
 * read it. <i>Any thread</i> for reading; it holds no lock.
 *
 * <p>The owner reads <b>all</b> partitions of the topic from their start to the end offsets as they were when it began,
 * applies what it reads, and only then starts the first task; afterwards it keeps applying, always on the same thread.
 * Nothing is committed and there is no changelog: the topic itself is the table.
 */
public final class GlobalStore {
    /** For one global table of a topology. */
    public GlobalStore(GlobalStoreSpec spec, TaskConfig config) {
        throw new UnsupportedOperationException();
    }

    /** The store's name. */
    public String name() {
        throw new UnsupportedOperationException();
    }

    /** The topic that it is read from. */
    public String topic() {
        throw new UnsupportedOperationException();
    }

    /**
     * Applies slices of whole batches of one partition, in offset order within the partition: the last value of a key
     * wins, a null value deletes, a null key is left out. Slices are no longer needed when it returns.
     */
    public void apply(int partition, List<ByteBuffer> slices) {
        throw new UnsupportedOperationException();
    }
}
