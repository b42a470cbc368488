package io.millrace.embedded;

/** The door to a log inside this JVM: {@code Millrace.log().inMemory().start()}. <i>Immutable.</i> */
public final class Millrace {
    private Millrace() {}

    /** A log to be started in this JVM; in memory, on a free port of the loopback address, unless told otherwise. */
    public static LogBuilder log() {
        return new LogBuilder();
    }
}
