package io.millrace.streams.state;

/** The windows of one key: each value with its window's start in milliseconds, to be closed after use. */
public interface WindowStoreIterator<V> extends KeyValueIterator<Long, V> {}
