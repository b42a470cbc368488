package io.millrace.streams.processor;

/** Chooses the topic that a record is written to; it must exist. */
@FunctionalInterface
public interface TopicNameExtractor<K, V> {
    /** The topic's name. */
    String extract(K key, V value, RecordContext recordContext);
}
