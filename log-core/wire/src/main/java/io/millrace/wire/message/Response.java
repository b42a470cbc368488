package io.millrace.wire.message;

import io.millrace.base.Check;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** One protocol response; record slices in its body are valid until it is closed. <i>Loop-owned by its receiver.</i> */
public final class Response implements AutoCloseable {
    private final ApiKeys api;
    private final short version;
    private final ApiMessage body;
    private @Nullable Runnable onClose;

    /** With what gives its memory back, if anything does. */
    public Response(ApiKeys api, short version, ApiMessage body, @Nullable Runnable onClose) {
        this.api = api;
        this.version = version;
        this.body = body;
        this.onClose = onClose;
    }

    /** What was asked for. */
    public ApiKeys api() {
        return api;
    }

    /** The version of the request, and so of this. */
    public short version() {
        return version;
    }

    /** The generated message. */
    public ApiMessage body() {
        return body;
    }

    /** The body, which is of that type. */
    public <T extends ApiMessage> T as(Class<T> type) {
        Check.that(type.isInstance(body), "%s asked for as %s", api, type.getSimpleName());
        return type.cast(body);
    }

    /** Gives its memory back, once. */
    @Override
    public void close() {
        Runnable action = onClose;
        onClose = null;
        if (action != null) {
            action.run();
        }
    }
}
