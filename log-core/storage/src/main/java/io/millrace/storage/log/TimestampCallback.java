package io.millrace.storage.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the outcome of a search by time, on the log's owner loop. */
@FunctionalInterface
public interface TimestampCallback {
    /** The record found; null with no failure when there is none. */
    void done(@Nullable TimestampedOffset found, @Nullable IOException failure);
}
