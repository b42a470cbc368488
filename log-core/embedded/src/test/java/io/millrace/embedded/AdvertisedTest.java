package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node behind a port that is not its own, as in a container. */
class AdvertisedTest {
    /** A port that leads to another one. */
    private static final class PortMapping implements AutoCloseable {
        final ServerSocket outside = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final AtomicInteger connections = new AtomicInteger();
        private volatile int inside;

        PortMapping() throws IOException {}

        void leadTo(int port) {
            inside = port;
            daemon(this::accept);
        }

        private static void daemon(Runnable task) {
            Thread thread = new Thread(task, "port-mapping");
            thread.setDaemon(true);
            thread.start();
        }

        private void accept() {
            try {
                while (true) {
                    Socket from = outside.accept();
                    Socket to = new Socket(InetAddress.getLoopbackAddress(), inside);
                    connections.incrementAndGet();
                    daemon(() -> copy(from, to));
                    daemon(() -> copy(to, from));
                }
            } catch (IOException closed) {
                // The test has ended.
            }
        }

        private static void copy(Socket from, Socket to) {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                in.transferTo(out);
            } catch (IOException closed) {
                // By either side.
            }
        }

        @Override
        public void close() throws IOException {
            outside.close();
        }
    }

    @Test
    void clientsComeToTheAddressThatIsAdvertised() throws Exception {
        try (PortMapping mapping = new PortMapping()) {
            int outside = mapping.outside.getLocalPort();
            try (EmbeddedLog log = Millrace.log()
                    .set("advertised.listeners", "PLAINTEXT://localhost:" + outside)
                    .start()) {
                mapping.leadTo(Integer.parseInt(log.bootstrapServers().split(":")[1]));
                Map<String, Object> client = Map.of("bootstrap.servers", "localhost:" + outside);
                try (Admin admin = Admin.create(client)) {
                    Node only = admin.describeCluster().nodes().get().iterator().next();
                    assertThat(only.host() + ":" + only.port()).isEqualTo("localhost:" + outside);
                }
                try (var producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
                    producer.send(new ProducerRecord<>("t", "k", "v")).get();
                }
                Map<String, Object> member = Map.of(
                        "bootstrap.servers", "localhost:" + outside, "group.id", "g", "auto.offset.reset", "earliest");
                try (var consumer = new KafkaConsumer<>(member, new StringDeserializer(), new StringDeserializer())) {
                    consumer.subscribe(List.of("t"));
                    int seen = 0;
                    for (long end = System.nanoTime() + 20_000_000_000L; seen == 0 && System.nanoTime() < end; ) {
                        seen = consumer.poll(java.time.Duration.ofMillis(200)).count();
                    }
                    assertThat(seen).isEqualTo(1);
                }
                // Bootstrap, node and coordinator, of three clients: none went around it.
                assertThat(mapping.connections.get()).isGreaterThanOrEqualTo(7);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "0.0.0.0:9092", "SSL://a:1", "a:1,b:2", "inprocess:x"})
    void whatNobodyCanConnectToIsRefused(String bad) {
        assertThatThrownBy(() -> Millrace.log().set("advertised.listeners", bad).start())
                .hasMessage("advertised.listeners=" + bad + ": expected HOST:PORT or PLAINTEXT://HOST:PORT");
    }
}
