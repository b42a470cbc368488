package io.millrace.streams.kstream;

import org.jspecify.annotations.NullUnmarked;

/** What a join makes of the two sides' values. */
@FunctionalInterface
@NullUnmarked // K and V say whether a key or a value may be null
public interface ValueJoiner<V1, V2, VR> {
    /** The joined value; the right side is null where a left join found nothing. */
    VR apply(V1 value1, V2 value2);
}
