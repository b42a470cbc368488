package io.millrace.client.produce;

import org.jspecify.annotations.Nullable;

/** Takes the fate of one record, once, on the client's loop, never inside append. */
@FunctionalInterface
public interface AppendCallback {
    /** The record's offset (-1 when it failed, or with acks=0, or when it was a duplicate of unknown offset), or why it failed. */
    void done(long offset, @Nullable Throwable failure);
}
