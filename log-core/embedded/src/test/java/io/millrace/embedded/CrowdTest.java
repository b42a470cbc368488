package io.millrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.millrace.base.Endpoint;
import io.millrace.wire.message.Codec;
import io.millrace.wire.message.Frame;
import io.millrace.wire.message.Request;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of connections that say nothing and hundreds that are slow, beside a producer that works. */
@Tag("full")
@Timeout(120)
class CrowdTest {
    private static final int IDLE = 5_000;
    private static final int SLOW = 200;
    private static final int DESCRIPTORS = 2 * (IDLE + SLOW) + 1_000;
    private static final long MIB = 1 << 20;
    private static final long MOST_RESIDENT = 512 * MIB;
    private static final double MOST_P99_MS = 250;

    @TempDir
    Path directory;

    @Test
    void aProducerDoesNotNoticeTheCrowd() throws Exception {
        assumeTrue(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                        && system.getMaxFileDescriptorCount() >= DESCRIPTORS,
                "this needs " + DESCRIPTORS + " descriptors: raise ulimit -n");
        List<SocketChannel> crowd = new ArrayList<>();
        try (EmbeddedLog log =
                Millrace.log().dataDirectory(directory.resolve("log")).start()) {
            Endpoint server = Endpoint.parse(log.bootstrapServers());
            Stock.createTopic(log.bootstrapServers(), "work", 1, Map.of());
            Stock.createTopic(log.bootstrapServers(), "large", 1, Map.of());
            try (KafkaProducer<String, String> producer = Stock.producer(log.bootstrapServers())) {
                for (int i = 0; i < 64; i++) {
                    producer.send(new ProducerRecord<>("large", "x".repeat(900_000)));
                }
                producer.flush();
                work(producer, 2_000);
                long before = resident();

                for (int i = 0; i < IDLE; i++) {
                    crowd.add(connect(server));
                }
                List<Slow> slow = new ArrayList<>();
                for (int i = 0; i < SLOW; i++) {
                    SocketChannel channel = connect(server);
                    crowd.add(channel);
                    slow.add(i % 2 == 0 ? new SlowWriter(channel) : new SlowReader(channel));
                }
                Thread turns = new Thread(() -> turn(slow), "slow clients");
                turns.start();
                double[] latencies = work(producer, 1_000);
                turns.interrupt();
                turns.join();

                double p99 = latencies[latencies.length * 99 / 100];
                long more = resident() - before;
                System.out.printf(
                        "beside %d idle and %d slow: p50 %.2f ms, p99 %.2f ms, %d MiB more resident%n",
                        IDLE, SLOW, latencies[latencies.length / 2], p99, more / MIB);
                assertThat(p99).isLessThan(MOST_P99_MS);
                assertThat(more).isLessThan(MOST_RESIDENT);
                assertThat(slow).allMatch(each -> each.moved > 0, "went on, slowly");
                assertThat(crowd.get(0).read(ByteBuffer.allocate(1)))
                        .as("the idle are let be")
                        .isZero();
            }
        } finally {
            for (SocketChannel each : crowd) {
                each.close();
            }
        }
    }

    /** One record after the other, a few milliseconds apart; how long each took, sorted. */
    private static double[] work(KafkaProducer<String, String> producer, int records) throws Exception {
        double[] took = new double[records];
        for (int i = 0; i < records; i++) {
            long begun = System.nanoTime();
            producer.send(new ProducerRecord<>("work", "v" + i)).get();
            took[i] = (System.nanoTime() - begun) / 1e6;
            Thread.sleep(2);
        }
        Arrays.sort(took);
        return took;
    }

    private static void turn(List<Slow> slow) {
        try {
            while (true) {
                for (Slow each : slow) {
                    each.turn();
                }
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            // Told to end.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SocketChannel connect(Endpoint server) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
        channel.connect(new InetSocketAddress(server.host(), server.port()));
        channel.configureBlocking(false);
        return channel;
    }

    private static ByteBuffer framed(ApiKeys api, int version, ApiMessage body) {
        Frame frame = Codec.encodeRequest(new Request(api, (short) version, "slow", body), 1);
        ByteBuffer all = ByteBuffer.allocate(frame.sizeInBytes());
        frame.buffers().forEach(part -> all.put(part.duplicate()));
        return all.flip();
    }

    private static long resident() throws IOException {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    private abstract static class Slow {
        final SocketChannel channel;
        volatile long moved;

        private Slow(SocketChannel channel) {
            this.channel = channel;
        }

        abstract void turn() throws IOException;
    }

    /** A byte at a time. */
    private static final class SlowWriter extends Slow {
        private final ByteBuffer request = framed(ApiKeys.API_VERSIONS, 3, new ApiVersionsRequestData());

        private SlowWriter(SocketChannel channel) {
            super(channel);
        }

        @Override
        void turn() throws IOException {
            if (!request.hasRemaining()) {
                request.rewind();
            }
            int end = request.limit();
            request.limit(request.position() + 1);
            moved += channel.write(request);
            request.limit(end);
        }
    }

    /** Asks for all that there is and takes little of it. */
    private static final class SlowReader extends Slow {
        private final ByteBuffer into = ByteBuffer.allocate(512);

        private SlowReader(SocketChannel channel) throws IOException {
            super(channel);
            ByteBuffer request = framed(
                    ApiKeys.FETCH,
                    12,
                    new FetchRequestData()
                            .setMinBytes(1)
                            .setMaxBytes(50 << 20)
                            .setTopics(List.of(new FetchRequestData.FetchTopic()
                                    .setTopic("large")
                                    .setPartitions(List.of(
                                            new FetchRequestData.FetchPartition().setPartitionMaxBytes(50 << 20))))));
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        @Override
        void turn() throws IOException {
            into.clear();
            int count = channel.read(into);
            if (count < 0) {
                throw new IOException("ended");
            }
            moved += count;
        }
    }
}
