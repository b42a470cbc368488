package io.millrace.platform.launch;

/** A wish that cannot be fulfilled, in one line that names what is wrong and what to do. */
public final class Refused extends RuntimeException {
    private final int exitCode;

    /** With the line, and the code that the command exits with. */
    public Refused(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the command exits with. */
    public int exitCode() {
        return exitCode;
    }
}
