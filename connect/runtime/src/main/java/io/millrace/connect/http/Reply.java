package io.millrace.connect.http;

import org.jspecify.annotations.Nullable;

/**
 * An answer. <i>Immutable.</i>
 *
 * @param status HTTP's
 * @param body maps and lists to be written as JSON, or null for none
 * @param location where a new thing is, or null
 */
record Reply(int status, @Nullable Object body, @Nullable String location) {
    static Reply ok(Object body) {
        return new Reply(200, body, null);
    }

    static Reply of(int status) {
        return new Reply(status, null, null);
    }

    static Reply of(int status, Object body) {
        return new Reply(status, body, null);
    }
}
