package io.millrace.embedded;

import io.millrace.base.Endpoint;
import io.millrace.wire.message.BadRequest;
import io.millrace.wire.message.Codec;
import io.millrace.wire.message.Frame;
import io.millrace.wire.message.Request;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ResponseHeader;

/** A socket that says exactly what a test wants to say. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private int lastCorrelationId;

    RawClient(String bootstrap) throws IOException {
        Endpoint endpoint = Endpoint.parse(bootstrap);
        socket = new Socket(endpoint.host(), endpoint.port());
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    ApiMessage ask(ApiKeys api, int version, ApiMessage body) throws IOException, BadRequest {
        send(api, version, body);
        return Codec.decodeResponse(api, (short) version, lastCorrelationId, ByteBuffer.wrap(readFrame()));
    }

    /** As kafka-clients reads the answer. */
    AbstractResponse askAsStock(ApiKeys api, int version, ApiMessage body) throws IOException {
        send(api, version, body);
        ByteBuffer frame = ByteBuffer.wrap(readFrame());
        ResponseHeader.parse(frame, api.responseHeaderVersion((short) version));
        return AbstractResponse.parseResponse(api, new ByteBufferAccessor(frame), (short) version);
    }

    int send(ApiKeys api, int version, ApiMessage body) throws IOException {
        Frame frame = Codec.encodeRequest(new Request(api, (short) version, "raw", body), ++lastCorrelationId);
        byte[] bytes = new byte[frame.sizeInBytes()];
        ByteBuffer all = ByteBuffer.wrap(bytes);
        frame.buffers().forEach(part -> all.put(part.duplicate()));
        send(bytes);
        return lastCorrelationId;
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    int lastCorrelationId() {
        return lastCorrelationId;
    }

    byte[] readFrame() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    /** Whether the other side ends the connection, without a further byte. */
    boolean isClosedByPeer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
