package io.millrace.base;

import org.jspecify.annotations.Nullable;

/**
 * Carries protocol requests to nodes and completes each with its response: over TCP, by a hand-over inside the process,
 * or through the simulated network. The caller never knows which.
 *
 * <p><b>Ownership.</b> A produced buffer belongs to the log from {@link Connection#send} until its callback ran. Records
 * in a response point to garbage-collected memory and are valid until the response is closed; what outlives that is
 * copied. Neither side touches a request or a response after handing it over.
 *
 * @param <Q> a request
 * @param <S> a response, closed by its receiver
 */
public interface Transport<Q, S extends AutoCloseable> extends AutoCloseable {
    /**
     * Opens a connection whose callbacks run on the loop. It is established in the background; requests sent meanwhile
     * wait, and fail with it. {@code onClose} runs once, on the loop, when the connection is gone for whatever reason.
     */
    Connection<Q, S> connect(Endpoint endpoint, Loop loop, Runnable onClose);

    /** Closes every connection; waiting callbacks fail. */
    @Override
    void close();

    /** One ordered stream of requests to one node. Loop-owned by the loop it was opened for. */
    interface Connection<Q, S extends AutoCloseable> {
        /**
         * Sends the request; requests arrive in the order of sending, and are answered in that order. The callback runs
         * once, on the connection's loop, never inside this call.
         */
        void send(Q request, Callback<S> callback);

        /** Drops the connection; callbacks that wait fail with {@link Disconnected}. */
        void close();
    }

    /** Takes the outcome: exactly one of the two is not null. */
    @FunctionalInterface
    interface Callback<S> {
        /** The response, which the receiver closes, or why there is none. */
        void done(@Nullable S response, @Nullable Throwable failure);
    }

    /** The connection ended, or never began; whether the node carried out the request is unknown. */
    final class Disconnected extends java.io.IOException {
        /** With the endpoint and the reason. */
        public Disconnected(String message) {
            super(message);
        }

        /** With the endpoint, the reason and its cause. */
        public Disconnected(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
