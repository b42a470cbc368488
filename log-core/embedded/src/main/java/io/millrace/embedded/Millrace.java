package io.millrace.embedded;

import io.millrace.net.EventLoops;

/** The door to a log inside this JVM: {@code Millrace.log().inMemory().start()}. <i>Immutable.</i> */
public final class Millrace {
    private Millrace() {}

    /** A log to be started in this JVM; in memory, on a free port of the loopback address, unless told otherwise. */
    public static LogBuilder log() {
        return new LogBuilder();
    }

    /**
     * Loads what the first log of this JVM needs, native code too, so that it starts at once; for who has something else
     * to do meanwhile on another thread, though not start a log.
     */
    public static void prepare() {
        EventLoops.load();
        LogBuilder.load();
    }
}
