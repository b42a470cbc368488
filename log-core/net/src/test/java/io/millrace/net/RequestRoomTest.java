package io.millrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Clock;
import io.millrace.base.Endpoint;
import io.millrace.base.Transport.Connection;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.ProduceResponseData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestRoomTest extends TcpFixture {
    private final List<String> granted = new ArrayList<>();

    @Override
    EventLoops start(int count) {
        return EventLoops.startPortable(count, Clock.SYSTEM);
    }

    @Test
    void roomIsGivenInTheOrderOfAskingAndALargerRequestComesToItsTurn() {
        RequestRoom room = new RequestRoom(100);
        RequestRoom.Claim first = claim(room, 60, "first");
        RequestRoom.Claim second = claim(room, 60, "second");
        RequestRoom.Claim huge = claim(room, 1_000, "huge");
        RequestRoom.Claim small = claim(room, 1, "small");

        assertThat(List.of(first.waits(), second.waits(), huge.waits(), small.waits()))
                .containsExactly(false, false, true, true);

        first.end();
        assertThat(granted).containsExactly("huge");
        second.end();
        second.end();
        assertThat(granted).containsExactly("huge");
        huge.end();
        assertThat(granted).containsExactly("huge", "small");
        assertThat(small.waits()).isFalse();
    }

    @Test
    void whoGoesAwayWhileWaitingHoldsUpNobody() {
        RequestRoom room = new RequestRoom(10);
        RequestRoom.Claim first = claim(room, 10, "first");
        RequestRoom.Claim gone = claim(room, 10, "gone");
        claim(room, 10, "next");

        gone.end();
        first.end();

        assertThat(granted).containsExactly("next");
    }

    @Test
    void nothingIsReadWhileTheRoomIsTakenAndAllIsHandledInTheEnd() throws Exception {
        int clients = 8;
        int each = 5;
        int size = 64 << 10;
        RequestRoom room = new RequestRoom(2 * size);
        BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        AtomicInteger inHand = new AtomicInteger();
        Endpoint server = serve(TcpServer.Limits.DEFAULT, room, (request, peer, loop, answer) -> {
            inHand.incrementAndGet();
            held.add(() -> {
                inHand.decrementAndGet();
                answer.accept(new Response(request.api(), request.version(), new ProduceResponseData(), null));
            });
        });
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        for (int c = 0; c < clients; c++) {
            Connection<Request, Response> connection = transport.connect(server, loops.next(), () -> {});
            for (int i = 0; i < each; i++) {
                connection.send(
                        produce((short) 1, ByteBuffer.allocate(size)),
                        (response, failure) -> answers.add(failure == null ? "answered" : failure.toString()));
            }
        }

        int most = 0;
        for (int i = 0; i < clients * each; i++) {
            Runnable next = held.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("request %d", i).isNotNull();
            most = Math.max(most, inHand.get());
            next.run();
        }

        for (int i = 0; i < clients * each; i++) {
            assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("answered");
        }
        // Each is a little larger than its records: when two are in hand there is no room for a third.
        assertThat(most).isBetween(1, 2);
    }

    @Test
    void aRequestThatMustWaitForOthersGivesItsRoomToThem() throws Exception {
        BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        Endpoint server = serve(
                TcpServer.Limits.DEFAULT,
                new RequestRoom(1),
                (request, peer, loop, answer) -> held.add(() -> answer.accept(echoed(request))));
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        for (int c = 0; c < 3; c++) {
            transport
                    .connect(server, loops.next(), () -> {})
                    .send(question("k" + c), (response, failure) -> answers.add(key(response)));
        }

        await(() -> held.size() == 3);
        held.forEach(Runnable::run);

        assertThat(List.of(answers.take(), answers.take(), answers.take())).containsExactlyInAnyOrder("k0", "k1", "k2");
    }

    @Test
    void theRoomOfARequestThatNeverArrivesIsGivenBackWithItsConnection() throws Exception {
        Endpoint server = serve(TcpServer.Limits.DEFAULT, new RequestRoom(MIB), echo());
        Connection<Request, Response> other = transport.connect(server, loops.next(), () -> {});
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        try (Socket dawdler = new Socket(server.host(), server.port())) {
            dawdler.getOutputStream().write(sized(2 * MIB));
            // Which of the two comes first is the loops' affair: asked until one has to wait.
            int asked = 0;
            do {
                other.send(question("k"), (response, failure) -> answers.add(key(response)));
                asked++;
            } while (answers.poll(200, TimeUnit.MILLISECONDS) != null);
            assertThat(asked).isPositive();
        }

        assertThat(answers.poll(10, TimeUnit.SECONDS)).isEqualTo("k");
    }

    private RequestRoom.Claim claim(RequestRoom room, int size, String name) {
        return room.claim(size, () -> granted.add(name));
    }
}
