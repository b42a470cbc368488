package io.millrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Endpoint;
import io.millrace.base.Transport;
import io.millrace.base.Transport.Connection;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Servers and a transport of loops that the test says, and what goes between them. */
abstract class TcpFixture {
    static final Endpoint ANY = new Endpoint("127.0.0.1", 0);
    static final int MIB = 1 << 20;

    EventLoops loops;
    TcpTransport transport;
    final List<TcpServer> servers = new ArrayList<>();

    abstract EventLoops start(int count);

    @BeforeEach
    void open() {
        loops = start(2);
        transport = new TcpTransport(loops);
    }

    @AfterEach
    void close() {
        transport.close();
        servers.forEach(TcpServer::close);
        loops.close();
    }

    static TcpServer.Limits limits(long idleMs, long frameMs, int perIp) {
        return new TcpServer.Limits(MIB, MIB, 16, idleMs, frameMs, 1_000, perIp);
    }

    final Endpoint serve(RequestHandler handler) throws IOException {
        return serve(TcpServer.Limits.DEFAULT, handler);
    }

    final Endpoint serve(TcpServer.Limits limits, RequestHandler handler) throws IOException {
        return serve(limits, RequestRoom.unbounded(), handler);
    }

    final Endpoint serve(TcpServer.Limits limits, RequestRoom room, RequestHandler handler) throws IOException {
        TcpServer server = TcpServer.listen(ANY, null, loops, limits, room, handler);
        servers.add(server);
        return server.endpoint();
    }

    static RequestHandler echo() {
        return (request, peer, loop, answer) -> answer.accept(echoed(request));
    }

    static Request question(String key) {
        return new Request(
                ApiKeys.FIND_COORDINATOR,
                (short) 4,
                "test",
                new FindCoordinatorRequestData().setCoordinatorKeys(List.of(key)));
    }

    static String key(Request request) {
        return ((FindCoordinatorRequestData) request.body()).coordinatorKeys().get(0);
    }

    static String key(Response response) {
        return response == null
                ? "failed"
                : response.as(FindCoordinatorResponseData.class)
                        .coordinators()
                        .get(0)
                        .key();
    }

    static Response echoed(Request request) {
        return new Response(
                request.api(),
                request.version(),
                new FindCoordinatorResponseData()
                        .setCoordinators(List.of(new FindCoordinatorResponseData.Coordinator().setKey(key(request)))),
                null);
    }

    static Request fetch() {
        return new Request(ApiKeys.FETCH, (short) 12, "test", new FetchRequestData());
    }

    static Response fetched(Request request, List<ByteBuffer> slices, Runnable onClose) {
        FetchResponseData body = new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setTopic("t")
                        .setPartitions(
                                List.of(new FetchResponseData.PartitionData().setRecords(RecordsData.of(slices))))));
        return new Response(request.api(), request.version(), body, onClose);
    }

    static Request produce(short acks, ByteBuffer records) {
        ProduceRequestData body = new ProduceRequestData().setAcks(acks);
        body.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName("t")
                        .setPartitionData(List.of(
                                new ProduceRequestData.PartitionProduceData().setRecords(RecordsData.of(records)))));
        return new Request(ApiKeys.PRODUCE, (short) 9, "test", body);
    }

    static Response send(Connection<Request, Response> connection, Request request) throws Exception {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Transport.Callback<Response> callback = (response, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(response);
            }
        };
        connection.send(request, callback);
        return answer.get(20, TimeUnit.SECONDS);
    }

    static String ask(Connection<Request, Response> connection, String key) throws Exception {
        return key(send(connection, question(key)));
    }

    static boolean isClosedAfter(Endpoint server, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            // Reset, when bytes were left that the server never read.
            return true;
        }
    }

    static byte[] sized(int size) {
        return ByteBuffer.allocate(4).putInt(size).array();
    }

    static byte[] framed(byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putInt(content.length)
                .put(content)
                .array();
    }

    static byte[] readFrame(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    static byte[] bytes(List<ByteBuffer> parts) {
        ByteBuffer joined = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(part -> joined.put(part.duplicate()));
        return joined.array();
    }

    static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }
}
