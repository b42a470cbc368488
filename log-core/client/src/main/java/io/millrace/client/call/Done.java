package io.millrace.client.call;

import org.jspecify.annotations.Nullable;

/** Takes the end of a call that has no value, once, on the client's loop, never inside the call that asked for it. */
@FunctionalInterface
public interface Done {
    /** Null when it is done, or why it is not. */
    void done(@Nullable Throwable failure);
}
