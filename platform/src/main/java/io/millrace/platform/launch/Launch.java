package io.millrace.platform.launch;

import io.millrace.embedded.EmbeddedLog;
import io.millrace.embedded.LogBuilder;
import java.io.UncheckedIOException;

/** Starts parts, and turns what stands in their way into one line. <i>Any thread.</i> */
public final class Launch {
    private Launch() {}

    /** Starts the log; refuses, naming it, a port that is taken, a directory in use or of another format, an unknown key. */
    public static EmbeddedLog log(LogBuilder builder) {
        try {
            return builder.start();
        } catch (UncheckedIOException e) {
            throw new Refused(2, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Refused(2, String.valueOf(e.getMessage()));
        }
    }
}
