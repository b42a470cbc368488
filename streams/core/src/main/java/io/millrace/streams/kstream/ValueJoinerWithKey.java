package io.millrace.streams.kstream;

/** What a join makes of the key and the two sides' values; the key must not be changed. */
@FunctionalInterface
public interface ValueJoinerWithKey<K1, V1, V2, VR> {
    /** The joined value; the right side is null where a left join found nothing. */
    VR apply(K1 readOnlyKey, V1 value1, V2 value2);
}
