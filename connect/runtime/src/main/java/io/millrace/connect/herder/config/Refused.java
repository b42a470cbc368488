package io.millrace.connect.herder.config;

/** What was asked for is not done, for a reason that whoever asked must see; its number is HTTP's. */
public final class Refused extends RuntimeException {
    /** The request itself is wrong. */
    public static final int BAD = 400;
    /** There is no such thing. */
    public static final int MISSING = 404;
    /** Not now, or not twice. */
    public static final int CONFLICT = 409;

    private final int status;

    /** Without a stack: it is an answer. */
    public Refused(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** HTTP's number. */
    public int status() {
        return status;
    }

    /** Of that name. */
    public static Refused noConnector(String name) {
        return new Refused(MISSING, "Connector " + name + " not found");
    }

    /** Of that number. */
    public static Refused noTask(String name, int task) {
        return new Refused(MISSING, "No status found for task " + name + "-" + task);
    }
}
