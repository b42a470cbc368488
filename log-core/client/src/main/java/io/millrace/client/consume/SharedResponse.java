package io.millrace.client.consume;

import io.millrace.wire.message.Response;

/** A response that lives until the last of its slices is closed. <i>Loop-owned.</i> */
final class SharedResponse {
    private final Response response;
    private int holders = 1;

    SharedResponse(Response response) {
        this.response = response;
    }

    void hold() {
        holders++;
    }

    void release() {
        if (--holders == 0) {
            response.close();
        }
    }
}
