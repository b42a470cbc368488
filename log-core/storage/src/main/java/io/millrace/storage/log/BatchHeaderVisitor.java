package io.millrace.storage.log;

import java.nio.ByteBuffer;

/** Is shown the headers of batches, in the order of their offsets. */
@FunctionalInterface
public interface BatchHeaderVisitor {
    /** The 61 bytes of a batch header lie at the position; valid during the call, to be read by absolute gets. */
    void batch(ByteBuffer buffer, int position);
}
