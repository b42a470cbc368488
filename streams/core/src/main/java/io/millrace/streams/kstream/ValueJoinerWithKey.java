package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** What a join makes of the key and the two sides' values; the key must not be changed. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface ValueJoinerWithKey<K1, V1, V2, VR> {
    /** The joined value; the right side is null where a left join found nothing. */
    VR apply(K1 readOnlyKey, V1 value1, V2 value2);
}
