package io.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/** A table: each key has its newest value. */
public interface KTable<K, V> {
    /** The stream of the table's changes. */
    KStream<K, V> toStream(Named named);

    /** The stream of the table's changes. */
    KStream<K, V> toStream();

    /** The stream of the table's changes with new keys. */
    default <KR> KStream<KR, V> toStream(KeyValueMapper<? super K, ? super V, ? extends KR> mapper) {
        return toStream().selectKey(mapper);
    }

    /** The stream of the table's changes with new keys. */
    default <KR> KStream<KR, V> toStream(KeyValueMapper<? super K, ? super V, ? extends KR> mapper, Named named) {
        return toStream(named).selectKey(mapper);
    }

    /** The name of the store to query, or null when it was given none. */
    @Nullable
    String queryableStoreName();
}
