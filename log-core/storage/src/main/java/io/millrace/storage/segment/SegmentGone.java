package io.millrace.storage.segment;

import java.io.IOException;

/** A segment left the log after a reader took its view: deleted, or compacted into another one. A new view has it right. */
public final class SegmentGone extends IOException {
    SegmentGone(String path) {
        super(path + " is no longer part of its log");
    }
}
