package io.millrace.streams.processor;

import org.jspecify.annotations.NullUnmarked;

/** Chooses the topic that a record is written to; it must exist. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface TopicNameExtractor<K, V> {
    /** The topic's name. */
    String extract(K key, V value, RecordContext recordContext);
}
