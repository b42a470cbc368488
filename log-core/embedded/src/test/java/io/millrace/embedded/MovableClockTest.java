package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Clock;
import io.millrace.base.Loop;
import io.millrace.base.PumpedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MovableClockTest {
    private final MovableClock clock = new MovableClock();

    @Test
    void bothTimesMoveByTheSame() {
        long wall = clock.wallMs();
        long nanos = clock.nanos();

        clock.advance(Duration.ofHours(2));

        assertThat(clock.wallMs() - wall).isBetween(7_200_000L, 7_230_000L);
        assertThat(Duration.ofNanos(clock.nanos() - nanos)).isBetween(Duration.ofHours(2), Duration.ofMinutes(121));
        assertThat(clock.ahead()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void itDoesNotGoBack() {
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1))).hasMessageContaining("does not go back");
    }

    @Test
    void timersFireInTheirOrderWhenTheClockPassesThem() throws InterruptedException {
        List<String> fired = new ArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        try (DiskThread thread = new DiskThread(Clock.SYSTEM)) {
            Loop loop = clock.loop(thread.loop());
            loop.schedule(3_600_000, () -> fired.add("hour"));
            loop.schedule(60_000, () -> fired.add("minute"));
            Loop.Timer cancelled = loop.schedule(30_000, () -> fired.add("cancelled"));
            loop.execute(cancelled::cancel);
            loop.schedule(86_400_000, () -> fired.add("day"));

            clock.advance(Duration.ofHours(1));
            loop.execute(last::countDown);

            assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(fired).containsExactly("minute", "hour");
        }
    }

    @Test
    void theMachinesOwnTimeFiresThemToo() throws InterruptedException {
        CountDownLatch fired = new CountDownLatch(1);
        try (DiskThread thread = new DiskThread(Clock.SYSTEM)) {
            clock.loop(thread.loop()).schedule(5, fired::countDown);

            assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aLoopThatNobodyTurnsKeepsNobodyWaitingForEver() {
        clock.loop(new PumpedLoop(Clock.SYSTEM));

        Thread.currentThread().interrupt();
        clock.advance(Duration.ofSeconds(1));

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aMemberThatFallsSilentIsGoneAfterItsSession() throws Exception {
        try (EmbeddedLog log = Millrace.log().inMemory().clock(clock).start();
                KafkaConsumer<String, String> member = Stock.consumer(
                        log.bootstrapServers(),
                        "group.id",
                        "g",
                        "session.timeout.ms",
                        1_800_000,
                        "heartbeat.interval.ms",
                        600_000);
                Admin admin = Stock.admin(log.bootstrapServers())) {
            Stock.produce(log.bootstrapServers(), "t", 0, 1);
            member.subscribe(List.of("t"));
            Stock.poll(member, 1);
            // A group without members is kept for its positions.
            member.commitSync();
            assertThat(members(admin)).isEqualTo(1);

            clock.advance(Duration.ofMinutes(31));

            assertThat(members(admin)).isZero();
        }
    }

    private static int members(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of("g"))
                .describedGroups()
                .get("g")
                .get()
                .members()
                .size();
    }
}
