package io.millrace.client.call;

import io.millrace.base.Transport.Disconnected;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Tells failures that pass from those that stay. <i>Any thread.</i> */
public final class Failures {
    private Failures() {}

    /** Whether the same call may succeed later. */
    public static boolean passes(Throwable failure) {
        return failure instanceof RetriableException || failure instanceof Disconnected;
    }

    /** Whether it points at old routing. */
    public static boolean misrouted(Throwable failure) {
        return failure instanceof InvalidMetadataException || failure instanceof Disconnected;
    }

    /** The exception of an error code, with the node's own message if it gave one; null for no error. */
    public static @Nullable ApiException of(short code, @Nullable String message) {
        Errors error = Errors.forCode(code);
        return error == Errors.NONE ? null : error.exception(message);
    }

    /** As above, without a message. */
    public static @Nullable ApiException of(short code) {
        return Errors.forCode(code).exception();
    }
}
