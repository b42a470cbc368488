package io.millrace.registry.schema;

/**
 * Why a request is not done, in the codes that clients know: the HTTP status, the registry's own code and a message. An
 * operating error that travels as one value from where it is found to the answer. <i>Immutable.</i>
 */
public final class Refusal extends RuntimeException {
    private final int status;
    private final int code;
    private final boolean passing;

    /** With status, code and message. */
    public Refusal(int status, int code, String message) {
        this(status, code, message, false);
    }

    private Refusal(int status, int code, String message, boolean passing) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.passing = passing;
    }

    /** Another registry leads: nothing was done here, and may be done there. */
    public static Refusal leadsElsewhere(String url) {
        return new Refusal(500, 50004, "Not the leader: write to " + url, true);
    }

    /** The schema is not one, or what it refers to is not there. */
    public static Refusal invalidSchema(String message) {
        return new Refusal(422, 42201, message);
    }

    /** Whether the same request may succeed elsewhere, or in a moment. */
    public boolean isPassing() {
        return passing;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The registry's own code. */
    public int code() {
        return code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
