package io.millrace.connector.jdbc.dialect;

import org.apache.kafka.connect.errors.ConnectException;

/** Says that a table that is there does not take rows of some columns, though it may take others. <i>Immutable.</i> */
public final class MisfitException extends ConnectException {
    private static final long serialVersionUID = 1L;

    MisfitException(String message) {
        super(message);
    }
}
