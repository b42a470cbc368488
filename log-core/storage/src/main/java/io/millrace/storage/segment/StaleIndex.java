package io.millrace.storage.segment;

import java.io.IOException;

/** An index does not fit its segment: it is to be built anew, by the thread that writes. */
public final class StaleIndex extends IOException {
    StaleIndex(String path) {
        super(path + " has an index that does not fit");
    }
}
