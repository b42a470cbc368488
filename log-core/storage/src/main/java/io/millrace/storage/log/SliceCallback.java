package io.millrace.storage.log;

import io.millrace.storage.segment.FileSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the outcome of a cold read whose bytes may stay in their file: exactly one of the three is not null. */
@FunctionalInterface
public interface SliceCallback {
    /** A slice that the receiver closes, or slices in memory (empty at the limit), or why there are none. */
    void done(@Nullable FileSlice file, @Nullable List<ByteBuffer> slices, @Nullable IOException failure);
}
