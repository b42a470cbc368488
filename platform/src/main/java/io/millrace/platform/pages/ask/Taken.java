package io.millrace.platform.pages.ask;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read, its key and value cut to what is looked at. <i>Immutable.</i>
 *
 * @param partition where it lies
 * @param offset its number there
 * @param timestamp its time
 * @param key the beginning of its key, or null
 * @param keySizeInBytes of the whole key; -1 of null
 * @param value the beginning of its value, or null
 * @param valueSizeInBytes of the whole value; -1 of null
 * @param headers the first of its headers
 */
record Taken(
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        int keySizeInBytes,
        byte @Nullable [] value,
        int valueSizeInBytes,
        List<Header> headers) {
    /**
     * A header. <i>Immutable.</i>
     *
     * @param name its name
     * @param value the beginning of its value, or null
     * @param sizeInBytes of the whole value; -1 of null
     */
    record Header(String name, byte @Nullable [] value, int sizeInBytes) {}
}
