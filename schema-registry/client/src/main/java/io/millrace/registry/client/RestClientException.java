package io.millrace.registry.client;

/** The registry's refusal: the HTTP status, the registry's own code, its words. */
public final class RestClientException extends Exception {
    private final int status;
    private final int errorCode;

    /** As the registry answered; the error code is the status where it gave none. */
    public RestClientException(int status, int errorCode, String message) {
        super(message + "; error code: " + errorCode);
        this.status = status;
        this.errorCode = errorCode;
    }

    /** The same refusal told to another thread, whose stack the new one shows. */
    RestClientException(RestClientException first) {
        super(first.getMessage(), first);
        this.status = first.status;
        this.errorCode = first.errorCode;
    }

    /** The HTTP status, 404 for what does not exist. */
    public int getStatus() {
        return status;
    }

    /** The registry's code, 40403 for a schema that does not exist. */
    public int getErrorCode() {
        return errorCode;
    }
}
