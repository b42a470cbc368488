package io.millrace.wire.record;

/** The bytes are no well-formed v2 batch; the message says where they cease to be one. */
public final class CorruptBatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what was found. */
    public CorruptBatch(String message) {
        super(message);
    }

    /** With what was found and what the decompressor said. */
    public CorruptBatch(String message, Throwable cause) {
        super(message, cause);
    }
}
