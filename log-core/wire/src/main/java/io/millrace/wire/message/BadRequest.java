package io.millrace.wire.message;

import org.jspecify.annotations.Nullable;

/** The frame is no message that we know; the connection it came by cannot be trusted any more. */
public final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    /** With what was found. */
    public BadRequest(String message) {
        super(message);
    }

    /** With what was found and what the parser said. */
    public BadRequest(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
