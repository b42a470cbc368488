package io.millrace.connect.plugin;

import org.apache.kafka.connect.errors.ConnectException;

/** No plug-in has that name, or it cannot be loaded; the message says which and what is near. */
public final class NoSuchPlugin extends ConnectException {
    /** With what was looked for. */
    public NoSuchPlugin(String message) {
        super(message);
    }

    /** With why it cannot be loaded. */
    public NoSuchPlugin(String message, Throwable cause) {
        super(message, cause);
    }
}
