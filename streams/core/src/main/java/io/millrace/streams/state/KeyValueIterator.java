package io.millrace.streams.state;

import io.millrace.streams.KeyValue;
import java.io.Closeable;
import java.util.Iterator;

/** The entries of a store, to be closed after use. */
public interface KeyValueIterator<K, V> extends Iterator<KeyValue<K, V>>, Closeable {
    @Override
    void close();

    /** The key of the next entry, without going to it. */
    K peekNextKey();
}
