package io.millrace.streams.kstream;

/** How two values of one key become one. */
@FunctionalInterface
public interface Reducer<V> {
    /** What follows from the value so far and the new one; null forgets the key. */
    V apply(V value1, V value2);
}
