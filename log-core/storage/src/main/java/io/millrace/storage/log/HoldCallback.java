package io.millrace.storage.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes what was found, and the duty to close it, on the log's owner loop; exactly one of the two is not null. */
@FunctionalInterface
public interface HoldCallback {
    /** Batches (none at the limit), or why there are none. */
    void done(@Nullable Held held, @Nullable IOException failure);
}
