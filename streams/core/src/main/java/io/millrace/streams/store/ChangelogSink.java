package io.millrace.streams.store;

import org.jspecify.annotations.Nullable;

/**
 * Where a store's changes go: in Kafka Streams' formats, ready for the changelog topic. Called on the task's own thread;
 * arrays are only lent for the call. <i>Loop-owned.</i>
 */
public interface ChangelogSink {
    /** Keeps nothing, for stores without a changelog. */
    ChangelogSink NONE = (store, timestamp, key, keyPosition, keySize, value, valuePosition, valueSize) -> {};

    /**
     * Takes one change of a store.
     *
     * @param store the name of the store, not of its topic
     * @param timestamp that of the value; for a deletion that of the record that caused it
     * @param key the key; for a window store followed by the window's start (8 bytes) and a zero sequence number (4)
     * @param valueSize bytes of the value, -1 for a deletion
     */
    void log(
            String store,
            long timestamp,
            byte[] key,
            int keyPosition,
            int keySize,
            byte @Nullable [] value,
            int valuePosition,
            int valueSize);
}
