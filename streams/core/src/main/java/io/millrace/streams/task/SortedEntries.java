package io.millrace.streams.task;

import io.millrace.streams.KeyValue;
import io.millrace.streams.state.KeyValueIterator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The entries of a view, taken when it was asked for, in the order of their key bytes. */
final class SortedEntries<E, K, V> implements KeyValueIterator<K, V> {
    static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

    private final Iterator<E> entries;
    private final Function<E, KeyValue<K, V>> reader;
    private @Nullable KeyValue<K, V> peeked;

    SortedEntries(List<E> sorted, Function<E, KeyValue<K, V>> reader) {
        this.entries = sorted.iterator();
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        return peeked != null || entries.hasNext();
    }

    @Override
    public KeyValue<K, V> next() {
        KeyValue<K, V> entry = peek();
        peeked = null;
        return entry;
    }

    @Override
    public K peekNextKey() {
        return peek().key;
    }

    @Override
    public void close() {
        // It holds nothing.
    }

    private KeyValue<K, V> peek() {
        KeyValue<K, V> entry = peeked;
        if (entry == null) {
            if (!entries.hasNext()) {
                throw new NoSuchElementException();
            }
            entry = reader.apply(entries.next());
            peeked = entry;
        }
        return entry;
    }

    /** Whether a key lies between two others, both included, where null leaves an end open. */
    static boolean within(byte[] key, byte @Nullable [] from, byte @Nullable [] to) {
        return (from == null || BYTES.compare(key, from) >= 0) && (to == null || BYTES.compare(key, to) <= 0);
    }
}
