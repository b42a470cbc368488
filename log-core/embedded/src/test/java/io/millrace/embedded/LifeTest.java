package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Endpoint;
import io.millrace.base.InProcess;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LifeTest {
    @Test
    void nothingIsLeftOfALogThatWasClosed() {
        EmbeddedLog log = Millrace.log().inMemory().start();
        String bootstrap = log.bootstrapServers();
        String inProcess = log.inProcessServers();
        Stock.produce(bootstrap, "t", 0, 10);

        log.close();
        log.close();

        Endpoint endpoint = Endpoint.parse(bootstrap);
        assertThatThrownBy(() -> new Socket(endpoint.host(), endpoint.port()).close())
                .isInstanceOf(ConnectException.class);
        assertThat(InProcess.find(inProcess)).isNull();
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName))
                .noneMatch(name -> name.startsWith("millrace-"));
    }

    @Test
    @SuppressWarnings("resource")
    void clientsOfALogEndWithItWhetherTheyAreInUseOrNot() throws Exception {
        EmbeddedLog log = Millrace.log().inMemory().inProcessOnly().start();
        log.admin()
                .<Admin.Outcomes>ask((admin, answer) -> admin.createTopics(List.of(new NewTopic("t", 1)), answer))
                .join()
                .orThrow();
        Producer<String, String> producer =
                log.producer(Map.of("linger.ms", 0), new StringSerializer(), new StringSerializer());
        producer.send(new ProducerRecord<>("t", "k", "v")).get();
        Map<String, String> reads = Map.of(
                "key.deserializer",
                StringDeserializer.class.getName(),
                "value.deserializer",
                StringDeserializer.class.getName(),
                "group.id",
                "g",
                "auto.offset.reset",
                "earliest");
        Consumer<String, String> closed = log.consumer(reads);
        closed.close();
        Consumer<String, String> consumer = log.consumer(reads);
        consumer.subscribe(List.of("t"));
        CountDownLatch read = new CountDownLatch(1);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                while (true) {
                    if (!consumer.poll(Duration.ofMinutes(1)).isEmpty()) {
                        read.countDown();
                    }
                }
            } catch (RuntimeException e) {
                ended.complete(e);
            }
        });
        reader.start();
        read.await();

        log.close();

        assertThat(ended.get())
                .as("woken, or come back while it closes or is closed")
                .isInstanceOfAny(
                        WakeupException.class, ConcurrentModificationException.class, IllegalStateException.class);
        assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.send(new ProducerRecord<>("t", "late")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(log::admin).isInstanceOf(IllegalStateException.class);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(Thread::isAlive)
                        .map(Thread::getName))
                .noneMatch(name -> name.startsWith("millrace-"));
    }

    @Test
    void aTakenPortIsNamedAndNothingStarts(@TempDir Path directory) {
        try (EmbeddedLog log = Millrace.log().inMemory().start()) {
            Endpoint taken = Endpoint.parse(log.bootstrapServers());

            assertThatThrownBy(() ->
                            Millrace.log().dataDirectory(directory).kafka(taken).start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(taken.toString());
        }
        // The directory is free again.
        Millrace.log().dataDirectory(directory).start().close();
    }

    @Test
    void aDirectoryInUseIsNamed(@TempDir Path directory) {
        try (EmbeddedLog log = Millrace.log().dataDirectory(directory).start()) {
            assertThat(log.inProcessServers()).startsWith(Endpoint.IN_PROCESS);

            assertThatThrownBy(() -> Millrace.log().dataDirectory(directory).start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    void anUnknownSettingIsNamed() {
        assertThatThrownBy(() -> Millrace.log().set("num.partition", "3").start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("num.partition");
    }

    @Test
    void aLogWithoutAPortIsReachedInProcessOnly() {
        try (EmbeddedLog log = Millrace.log().inProcessOnly().named("portless").start()) {
            assertThat(log.inProcessServers()).isEqualTo("inprocess:portless");
            assertThat(InProcess.find("inprocess:portless")).isNotNull();
            assertThatThrownBy(log::bootstrapServers).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() ->
                            Millrace.log().inProcessOnly().named("portless").start())
                    .hasMessageContaining("portless");
        }
    }

    @Test
    void settingsReachTheNode() {
        try (EmbeddedLog log = Millrace.log().set(Map.of("num.partitions", "5")).start()) {
            Stock.produce(log.bootstrapServers(), "auto", 0, 1);
            try (var admin = Stock.admin(log.bootstrapServers())) {
                assertThat(Stock.get(admin.describeTopics(List.of("auto")).allTopicNames())
                                .get("auto")
                                .partitions())
                        .hasSize(5);
            }
        }
    }
}
