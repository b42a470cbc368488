package io.millrace.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the outcome of a cold read, on the log's owner loop: exactly one of the two is not null. */
@FunctionalInterface
public interface ReadCallback {
    /** Slices of whole batches (empty at the limit), or why there are none. */
    void done(@Nullable List<ByteBuffer> slices, @Nullable IOException failure);
}
