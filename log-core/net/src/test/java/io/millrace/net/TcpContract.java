package io.millrace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.Loop;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Transport.Connection;
import io.millrace.base.Transport.Disconnected;
import io.millrace.wire.message.Codec;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.io.DataOutputStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What server and transport promise, on every kind of loop. */
@Timeout(60)
abstract class TcpContract extends TcpFixture {
    @Test
    void answersCarryWhatWasAsked() throws Exception {
        Endpoint server = serve(echo());
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});

        assertThat(ask(connection, "hello")).isEqualTo("hello");
    }

    @Test
    void aHostNameIsResolvedOffTheLoops() throws Exception {
        Endpoint server = serve(echo());
        Endpoint byName = new Endpoint("localhost", server.port());

        assertThat(ask(transport.connect(byName, loops.next(), () -> {}), "hello"))
                .isEqualTo("hello");
    }

    @Test
    void answersLeaveInTheOrderOfTheQuestionsWhateverTheOrderTheyAreGivenIn() throws Exception {
        Random random = new Random(7);
        List<String> arrived = new ArrayList<>();
        Endpoint server = serve((request, peer, loop, answer) -> {
            arrived.add(key(request));
            loop.schedule(random.nextInt(5), () -> answer.accept(echoed(request)));
        });
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sent.add("k" + i);
            connection.send(question("k" + i), (response, failure) -> answers.add(key(response)));
        }

        List<String> received = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            received.add(answers.poll(20, TimeUnit.SECONDS));
        }

        assertThat(received).isEqualTo(sent);
        assertThat(arrived).isEqualTo(sent);
    }

    @Test
    void largeRecordsGoBothWays() throws Exception {
        byte[] produced = new byte[5 * MIB + 17];
        new Random(1).nextBytes(produced);
        CompletableFuture<byte[]> arrived = new CompletableFuture<>();
        Endpoint server = serve((request, peer, loop, answer) -> {
            if (request.body() instanceof ProduceRequestData) {
                ProduceRequestData body = (ProduceRequestData) request.body();
                arrived.complete(bytes(RecordsData.slices(body.topicData()
                        .iterator()
                        .next()
                        .partitionData()
                        .get(0)
                        .records())));
                answer.accept(new Response(request.api(), request.version(), new ProduceResponseData(), null));
            } else {
                List<ByteBuffer> slices = new ArrayList<>();
                for (int at = 0; at < produced.length; at += 100_000) {
                    int size = Math.min(100_000, produced.length - at);
                    slices.add(ByteBuffer.wrap(produced, at, size).asReadOnlyBuffer());
                }
                answer.accept(fetched(request, slices, null));
            }
        });
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});

        send(connection, produce((short) -1, ByteBuffer.wrap(produced))).close();
        assertThat(arrived.get(10, TimeUnit.SECONDS)).isEqualTo(produced);

        Response response = send(connection, fetch());
        FetchResponseData body = response.as(FetchResponseData.class);
        assertThat(bytes(RecordsData.slices(
                        body.responses().get(0).partitions().get(0).records())))
                .isEqualTo(produced);
    }

    @Test
    void aBadFrameClosesItsConnectionAlone() throws Exception {
        Endpoint server = serve(echo());
        Connection<Request, Response> good = transport.connect(server, loops.next(), () -> {});
        assertThat(ask(good, "before")).isEqualTo("before");

        assertThat(isClosedAfter(server, sized(-1))).isTrue();
        assertThat(isClosedAfter(server, sized(TcpServer.Limits.DEFAULT.maxFrameBytes() + 1)))
                .isTrue();
        assertThat(isClosedAfter(server, sized(0))).isTrue();
        assertThat(isClosedAfter(server, framed(new byte[] {0, 99, 0, 0, 0, 0, 0, 0})))
                .isTrue();
        assertThat(isClosedAfter(server, framed(new byte[] {0, 3, 0, 12, 0, 0, 0, 0, 0, 0, 0, 127, 127, 127, 127})))
                .isTrue();
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            byte[] garbage = new byte[8 + random.nextInt(3000)];
            random.nextBytes(garbage);
            assertThat(isClosedAfter(server, framed(garbage))).isTrue();
        }

        assertThat(ask(good, "after")).isEqualTo("after");
    }

    @Test
    void aVersionThatIsNotServedClosesTheConnection() throws Exception {
        Endpoint server = serve(new RequestHandler() {
            @Override
            public void handle(Request request, Peer peer, Loop loop, Consumer<Response> answer) {
                answer.accept(echoed(request));
            }

            @Override
            public boolean accepts(ApiKeys api, short version) {
                return api != ApiKeys.FETCH;
            }
        });
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});

        assertThat(ask(connection, "x")).isEqualTo("x");
        assertThatThrownBy(() -> send(connection, fetch())).hasCauseInstanceOf(Disconnected.class);
    }

    @Test
    void anApiVersionsRequestFromTheFutureIsAnsweredWithWhatWeKnow() throws Exception {
        Endpoint server = serve((request, peer, loop, answer) -> answer.accept(null));
        try (Socket socket = new Socket(server.host(), server.port())) {
            byte[] future = bytes(Codec.encodeRequest(
                            new Request(ApiKeys.API_VERSIONS, (short) 4, "new", new ApiVersionsRequestData()), 6)
                    .buffers());
            future[7] = 77;
            socket.getOutputStream().write(future);

            ApiVersionsResponseData answer = (ApiVersionsResponseData)
                    Codec.decodeResponse(ApiKeys.API_VERSIONS, (short) 0, 6, ByteBuffer.wrap(readFrame(socket)));

            assertThat(answer.errorCode()).isEqualTo((short) 35);
            assertThat(answer.apiKeys().find(ApiKeys.API_VERSIONS.id).maxVersion())
                    .isEqualTo(ApiKeys.API_VERSIONS.latestVersion(false));
        }
    }

    @Test
    void aFrameMayArriveByteByByte() throws Exception {
        Endpoint server = serve(echo());
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.setTcpNoDelay(true);
            for (byte each : bytes(Codec.encodeRequest(question("slow"), 1).buffers())) {
                socket.getOutputStream().write(each);
            }

            assertThat(readFrame(socket)).isNotEmpty();
        }
    }

    @Test
    void aClientThatDoesNotReadIsNotReadEither() throws Exception {
        int requests = 300;
        AtomicInteger handled = new AtomicInteger();
        AtomicInteger released = new AtomicInteger();
        ByteBuffer shared = ByteBuffer.allocate(MIB);
        Endpoint server = serve((request, peer, loop, answer) -> {
            handled.incrementAndGet();
            answer.accept(fetched(request, List.of(shared), released::incrementAndGet));
        });
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(256 * 1024);
            socket.connect(new java.net.InetSocketAddress(server.host(), server.port()));
            byte[] one = bytes(Codec.encodeRequest(fetch(), 1).buffers());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            for (int i = 0; i < requests; i++) {
                out.write(one);
            }
            out.flush();

            int most = 0;
            for (int i = 0; i < requests; i++) {
                most = Math.max(most, handled.get() - i);
                readFrame(socket);
            }

            // 8 MiB pending, one more that passed the limit, and what the sockets' own buffers hold.
            assertThat(most).isBetween(1, 30);
            assertThat(handled).hasValue(requests);
            await(() -> released.get() == requests);
        }
    }

    @Test
    void noMoreRequestsAreCarriedOutAtOnceThanTheLimitSays() throws Exception {
        BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        Endpoint server = serve(
                new TcpServer.Limits(MIB, MIB, 3),
                (request, peer, loop, answer) -> held.add(() -> answer.accept(echoed(request))));
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        for (int i = 0; i < 10; i++) {
            connection.send(question("k" + i), (response, failure) -> answers.add(key(response)));
        }

        for (int i = 0; i < 10; i++) {
            int expected = Math.min(3, 10 - i);
            await(() -> held.size() == expected);
            assertThat(held).hasSize(expected);
            held.take().run();
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("k" + i);
        }
    }

    @Test
    void whatNobodyAnswersIsNotAwaited() throws Exception {
        Endpoint server = serve((request, peer, loop, answer) ->
                answer.accept(request.body() instanceof ProduceRequestData ? null : echoed(request)));
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});

        Response nothing = send(connection, produce((short) 0, ByteBuffer.allocate(10)));

        assertThat(nothing.body()).isEqualTo(new ProduceResponseData());
        assertThat(ask(connection, "next")).isEqualTo("next");
    }

    @Test
    void aRefusedConnectionFailsWhatWaitsThenCloses() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Loop loop = loops.next();
        // In one turn of the loop, so that the refusal comes after the sending.
        loop.execute(() -> {
            Connection<Request, Response> connection =
                    transport.connect(new Endpoint("127.0.0.1", free), loop, () -> events.add("closed"));
            for (int i = 0; i < 2; i++) {
                connection.send(question("x"), (response, failure) -> events.add(failure.toString()));
            }
        });

        for (int i = 0; i < 2; i++) {
            assertThat(events.poll(10, TimeUnit.SECONDS))
                    .contains(Disconnected.class.getName())
                    .contains("127.0.0.1:" + free);
        }
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void anUnknownHostFailsToo() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Loop loop = loops.next();
        loop.execute(() -> transport
                .connect(new Endpoint("no-such-host.invalid", 1), loop, () -> events.add("closed"))
                .send(question("x"), (response, failure) -> events.add(String.valueOf(failure))));

        assertThat(events.poll(30, TimeUnit.SECONDS)).contains("no-such-host.invalid");
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
    }

    @Test
    void aServerThatClosesFailsWhatWaits() throws Exception {
        BlockingQueue<Consumer<Response>> held = new LinkedBlockingQueue<>();
        CountDownLatch released = new CountDownLatch(1);
        Endpoint server = serve((request, peer, loop, answer) -> held.add(answer));
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});
        CompletableFuture<Throwable> failed = new CompletableFuture<>();
        connection.send(question("x"), (response, failure) -> failed.complete(failure));
        Consumer<Response> late = held.poll(10, TimeUnit.SECONDS);

        servers.get(0).close();

        assertThat(failed.get(10, TimeUnit.SECONDS)).isInstanceOf(Disconnected.class);
        // An answer that comes too late gives its memory back all the same.
        late.accept(new Response(
                ApiKeys.FIND_COORDINATOR, (short) 4, new FindCoordinatorResponseData(), released::countDown));
        assertThat(released.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingFailsWhatWaitsAndRunsOnCloseOnce() throws Exception {
        Endpoint server = serve((request, peer, loop, answer) -> {});
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> events.add("closed"));
        connection.send(question("x"), (response, failure) -> events.add("failed"));

        connection.close();
        connection.close();
        connection.send(question("y"), (response, failure) -> events.add(failure.getMessage()));

        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("failed");
        assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
        assertThat(events.poll(10, TimeUnit.SECONDS)).contains("closed by this side");
        assertThat(events).isEmpty();
    }

    @Test
    void callbacksRunOnTheLoopThatTheConnectionWasOpenedFor() throws Exception {
        Endpoint server = serve(echo());
        for (Loop loop : loops.loops()) {
            CompletableFuture<Boolean> inLoop = new CompletableFuture<>();
            transport
                    .connect(server, loop, () -> {})
                    .send(question("x"), (response, failure) -> inLoop.complete(loop.inLoop()));
            assertThat(inLoop.get(10, TimeUnit.SECONDS)).isTrue();
        }
        PumpedLoop pumped = new PumpedLoop(Clock.SYSTEM);
        List<String> answers = new ArrayList<>();
        transport
                .connect(server, pumped, () -> {})
                .send(question("pumped"), (response, failure) -> answers.add(key(response)));
        await(() -> pumped.turn(10) >= 0 && answers.size() == 1);
        assertThat(answers).containsExactly("pumped");
    }

    @Test
    void aCallbackThatThrowsDoesNotHarmItsConnection() throws Exception {
        Endpoint server = serve(echo());
        Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});
        connection.send(question("x"), (response, failure) -> {
            throw new IllegalStateException("planted");
        });

        assertThat(ask(connection, "next")).isEqualTo("next");
    }

    @Test
    void whoSaysNothingIsClosedAndWhoIsServedIsNot() throws Exception {
        Endpoint server = serve(
                limits(300, 60_000, 10),
                (request, peer, loop, answer) -> loop.schedule(900, () -> answer.accept(echoed(request))));

        assertThat(ask(transport.connect(server, loops.next(), () -> {}), "patient"))
                .isEqualTo("patient");
        assertThat(isClosedAfter(server, new byte[0])).isTrue();
    }

    @Test
    void aRequestThatArrivesTooSlowlyEndsItsConnection() throws Exception {
        Endpoint server = serve(limits(60_000, 300, 10), echo());
        Connection<Request, Response> quiet = transport.connect(server, loops.next(), () -> {});
        assertThat(ask(quiet, "before")).isEqualTo("before");

        assertThat(isClosedAfter(server, new byte[] {0})).isTrue();
        assertThat(isClosedAfter(server, ByteBuffer.allocate(9).putInt(5_000).array()))
                .isTrue();

        assertThat(ask(quiet, "after")).isEqualTo("after");
    }

    @Test
    void oneConnectionTooManyIsClosedUntilAnotherLeaves() throws Exception {
        Endpoint server = serve(limits(60_000, 60_000, 2), echo());
        Connection<Request, Response> first = transport.connect(server, loops.next(), () -> {});
        Connection<Request, Response> second = transport.connect(server, loops.next(), () -> {});
        assertThat(ask(first, "1")).isEqualTo("1");
        assertThat(ask(second, "2")).isEqualTo("2");

        assertThat(isClosedAfter(server, new byte[0])).isTrue();
        first.close();

        await(() -> {
            Connection<Request, Response> third = transport.connect(server, loops.next(), () -> {});
            try {
                return ask(third, "3").equals("3");
            } catch (java.util.concurrent.ExecutionException refused) {
                return false;
            }
        });
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        Endpoint server = serve(echo());

        assertThatThrownBy(() -> TcpServer.listen(
                        server, null, loops, TcpServer.Limits.DEFAULT, RequestRoom.unbounded(), echo()))
                .isInstanceOf(BindException.class)
                .hasMessageContaining(server.toString());
    }

    @Test
    void thePeerSaysWhereItCameIn() throws Exception {
        CompletableFuture<Peer> seen = new CompletableFuture<>();
        Endpoint server = serve((request, peer, loop, answer) -> {
            seen.complete(peer);
            answer.accept(echoed(request));
        });
        ask(transport.connect(server, loops.next(), () -> {}), "x");

        assertThat(seen.get().listener()).isEqualTo(server);
        assertThat(seen.get().host()).isEqualTo("127.0.0.1");
    }
}
