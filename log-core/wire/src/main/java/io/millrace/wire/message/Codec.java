package io.millrace.wire.message;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** Between messages and frames. <i>Any thread.</i> */
public final class Codec {
    private Codec() {}

    /**
     * A request taken from a frame.
     *
     * @param request what was asked
     * @param correlationId what the answer repeats
     * @param versionUnsupported an ApiVersions request in a version that we do not know: it reads as version 0, and is
     *     answered in version 0 with UNSUPPORTED_VERSION
     */
    public record Decoded(Request request, int correlationId, boolean versionUnsupported) {}

    /** Encodes with header and size; record slices are not copied. */
    public static Frame encodeRequest(Request request, int correlationId) {
        throw new UnsupportedOperationException();
    }

    /** Encodes with header and size; record slices are not copied. */
    public static Frame encodeResponse(ApiKeys api, short version, int correlationId, ApiMessage body) {
        throw new UnsupportedOperationException();
    }

    /** Reads a request from position to limit; records in it are slices of the frame. */
    public static Decoded decodeRequest(ByteBuffer frameWithoutSize) throws BadRequest {
        throw new UnsupportedOperationException();
    }

    /** Reads a response from position to limit; records in it are slices of the frame. */
    public static ApiMessage decodeResponse(ApiKeys api, short version, int expectedCorrelationId, ByteBuffer frame)
            throws BadRequest {
        throw new UnsupportedOperationException();
    }
}
