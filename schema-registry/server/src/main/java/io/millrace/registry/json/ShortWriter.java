package io.millrace.registry.json;

import java.io.IOException;
import java.io.Writer;

/** Keeps the beginning of what is written, and ends the writing where there is more. One thread. */
final class ShortWriter extends Writer {
    private final int longest;
    private final StringBuilder kept = new StringBuilder();
    private boolean cut;

    /** There is more than is kept. */
    static final class Full extends IOException {
        private static final long serialVersionUID = 1L;

        private Full() {
            super("full");
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    ShortWriter(int longest) {
        this.longest = longest;
    }

    @Override
    public void write(char[] text, int from, int length) throws Full {
        int room = longest - kept.length();
        kept.append(text, from, Math.min(length, room));
        if (length > room) {
            cut = true;
            throw new Full();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /** What is kept, with a mark at its end where that is not all. */
    @Override
    public String toString() {
        return cut ? kept.substring(0, longest - 1) + "…" : kept.toString();
    }
}
