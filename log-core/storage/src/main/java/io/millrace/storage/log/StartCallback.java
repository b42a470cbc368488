package io.millrace.storage.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the outcome of a deletion from a log's begin, on the log's owner loop. */
@FunctionalInterface
public interface StartCallback {
    /** The first offset that is kept, durably so; or why nothing was deleted. */
    void done(long startOffset, @Nullable IOException failure);
}
