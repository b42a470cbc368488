package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** How a record changes its key's aggregate. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface Aggregator<K, V, VAgg> {
    /** The aggregate after this record; null forgets the key. */
    VAgg apply(K key, V value, VAgg aggregate);
}
