package io.millrace.wire.message;

import io.millrace.base.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Between messages and frames, headers included. The generated messages bound each length they read by the bytes that
 * are left, so a frame costs a small multiple of its size whatever it says. <i>Any thread.</i>
 */
public final class Codec {
    private static final int SIZE_BYTES = 4;
    private static final int FLEXIBLE_REQUEST_HEADER = 2;
    private static final int FLEXIBLE_RESPONSE_HEADER = 1;
    private static final int REQUEST_HEADER_BYTES = 8;

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
        short version = request.version();
        boolean flexible = request.api().requestHeaderVersion(version) >= FLEXIBLE_REQUEST_HEADER;
        byte[] clientId = request.clientId().getBytes(StandardCharsets.UTF_8);
        Check.that(clientId.length <= Short.MAX_VALUE, "a client id of %d bytes", clientId.length);
        int header = REQUEST_HEADER_BYTES + 2 + clientId.length + (flexible ? 1 : 0);

        Sized body = Sized.of(request.body(), version);
        FrameWriter writer = body.frame(header);
        writer.writeShort(request.api().id);
        writer.writeShort(version);
        writer.writeInt(correlationId);
        writer.writeShort((short) clientId.length);
        writer.writeByteArray(clientId);
        if (flexible) {
            writer.writeUnsignedVarint(0);
        }
        return body.finish(writer, header);
    }

    /** Encodes with header and size; record slices are not copied. */
    public static Frame encodeResponse(ApiKeys api, short version, int correlationId, ApiMessage message) {
        // ApiVersions' own answer never has a flexible header: the client does not know yet what we speak.
        boolean flexible = api.responseHeaderVersion(version) >= FLEXIBLE_RESPONSE_HEADER;
        int header = 4 + (flexible ? 1 : 0);
        Sized body = Sized.of(message, version);
        FrameWriter writer = body.frame(header);
        writer.writeInt(correlationId);
        if (flexible) {
            writer.writeUnsignedVarint(0);
        }
        return body.finish(writer, header);
    }

    /** Reads a request from position to limit; records in it are slices of the frame, everything else is copied. */
    public static Decoded decodeRequest(ByteBuffer frameWithoutSize) throws BadRequest {
        ByteBuffer in = frameWithoutSize.slice();
        if (in.remaining() < REQUEST_HEADER_BYTES) {
            throw new BadRequest("a request of " + in.remaining() + " bytes is shorter than its header");
        }
        short key = in.getShort();
        short version = in.getShort();
        int correlationId = in.getInt();
        if (!ApiKeys.hasId(key)) {
            throw new BadRequest("API " + key + " is unknown");
        }
        ApiKeys api = ApiKeys.forId(key);
        boolean supported = api.hasValidVersion() && api.isVersionSupported(version);
        if (!supported && api != ApiKeys.API_VERSIONS) {
            throw new BadRequest(api + " has no version " + version);
        }
        try {
            String clientId = readClientId(in);
            if (!supported) {
                Request request = new Request(api, (short) 0, clientId, new ApiVersionsRequestData());
                return new Decoded(request, correlationId, true);
            }
            if (api.requestHeaderVersion(version) >= FLEXIBLE_REQUEST_HEADER) {
                skipTaggedFields(in);
            }
            ApiMessage body = api.messageType.newRequest();
            body.read(new ByteBufferAccessor(in), version);
            return new Decoded(new Request(api, version, clientId, body), correlationId, false);
        } catch (RuntimeException e) {
            // The generated parsers have no exception of their own for bytes that are none of theirs.
            throw new BadRequest("malformed " + api + " request of version " + version + ": " + e.getMessage(), e);
        }
    }

    /** Reads a response from position to limit; records in it are slices of the frame, everything else is copied. */
    public static ApiMessage decodeResponse(ApiKeys api, short version, int expectedCorrelationId, ByteBuffer frame)
            throws BadRequest {
        ByteBuffer in = frame.slice();
        if (in.remaining() < 4) {
            throw new BadRequest("a response of " + in.remaining() + " bytes is shorter than its header");
        }
        int correlationId = in.getInt();
        if (correlationId != expectedCorrelationId) {
            throw new BadRequest("response " + correlationId + " came where " + expectedCorrelationId + " was due");
        }
        try {
            if (api.responseHeaderVersion(version) >= FLEXIBLE_RESPONSE_HEADER) {
                skipTaggedFields(in);
            }
            ApiMessage body = api.messageType.newResponse();
            body.read(new ByteBufferAccessor(in), version);
            return body;
        } catch (RuntimeException e) {
            throw new BadRequest("malformed " + api + " response of version " + version + ": " + e.getMessage(), e);
        }
    }

    private static String readClientId(ByteBuffer in) {
        // Never flexible, in no version of the header.
        short size = in.getShort();
        if (size < 0) {
            return "";
        }
        if (size > in.remaining()) {
            throw new IllegalArgumentException("a client id of " + size + " bytes");
        }
        byte[] bytes = new byte[size];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void skipTaggedFields(ByteBuffer in) {
        int count = ByteUtils.readUnsignedVarint(in);
        if (count < 0 || count > in.remaining() / 2) {
            throw new IllegalArgumentException(count + " tagged fields in the header");
        }
        for (int i = 0; i < count; i++) {
            ByteUtils.readUnsignedVarint(in);
            int size = ByteUtils.readUnsignedVarint(in);
            if (size < 0 || size > in.remaining()) {
                throw new IllegalArgumentException("a tagged field of " + size + " bytes in the header");
            }
            in.position(in.position() + size);
        }
    }

    /** A message, its size, and the serialised strings that computing it left over. */
    private record Sized(
            ApiMessage message, short version, ObjectSerializationCache cache, MessageSizeAccumulator size) {
        static Sized of(ApiMessage message, short version) {
            ObjectSerializationCache cache = new ObjectSerializationCache();
            MessageSizeAccumulator size = new MessageSizeAccumulator();
            message.addSize(size, cache, version);
            return new Sized(message, version, cache, size);
        }

        FrameWriter frame(int headerBytes) {
            FrameWriter writer = new FrameWriter(SIZE_BYTES + headerBytes + size.sizeExcludingZeroCopy());
            writer.writeInt(Math.addExact(headerBytes, size.totalSize()));
            return writer;
        }

        Frame finish(FrameWriter writer, int headerBytes) {
            message.write(writer, cache, version);
            Check.that(writer.remaining() == 0, "%d bytes less were written than announced", writer.remaining());
            return new Frame(writer.parts(), SIZE_BYTES + headerBytes + size.totalSize());
        }
    }
}
