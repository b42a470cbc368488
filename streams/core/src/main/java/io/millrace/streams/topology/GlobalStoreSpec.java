package io.millrace.streams.topology;

import io.millrace.streams.processor.TimestampExtractor;
import org.jspecify.annotations.Nullable;

/** A store that every instance fills from all partitions of a topic. *Immutable.* */
public record GlobalStoreSpec(
        int id,
        String topic,
        StoreSpec store,
        String sourceName,
        String processorName,
        @Nullable TimestampExtractor timestampExtractor) {
    /** The same with another number. */
    public GlobalStoreSpec withId(int number) {
        return new GlobalStoreSpec(number, topic, store, sourceName, processorName, timestampExtractor);
    }
}
