package io.millrace.benchmarks.streams;

import io.millrace.benchmarks.streams.job.Job;
import io.millrace.benchmarks.streams.job.Leaders;
import io.millrace.examples.flights.FlightInput;
import io.millrace.examples.flights.FlightSerdes;
import io.millrace.examples.flights.FlightsJob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The input of every job, the same at every call, written by Kafka's own producer to whatever log. One thread. */
final class Load {
    private static final int PARTITIONS = 4;
    private static final Map<String, String> KEPT = Map.of("retention.ms", "-1", "cleanup.policy", "delete");

    private final FlightInput flights;
    private final int times;
    private final long orders;
    private final long lines;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /** With the flights and how often they are replayed, and how many orders are measured; lines of text are one for 40. */
    Load(FlightInput flights, int times, long orders) {
        this.flights = flights;
        this.times = times;
        this.orders = orders;
        this.lines = Math.max(4, orders / 40);
    }

    long records(Job job) {
        return switch (job) {
            // As many again for the warm-up: a job this small is through before it is compiled.
            case MAP_FILTER -> 2 * orders;
            case WORD_COUNT -> lines;
            case FLIGHTS -> flights.records(times);
        };
    }

    /** Makes the job's topics and fills them. */
    void feed(String servers, Job job) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers, "batch.size", 64 << 10, "linger.ms", 20),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            create(admin, new NewTopic(job.input(), PARTITIONS, (short) 1).configs(KEPT));
            switch (job) {
                case MAP_FILTER -> orders(producer);
                case WORD_COUNT -> lines(producer);
                case FLIGHTS -> {
                    create(
                            admin,
                            new NewTopic(FlightsJob.AIRPORTS, 1, (short) 1)
                                    .configs(Map.of("cleanup.policy", "compact")));
                    flights(producer);
                }
            }
            producer.flush();
        }
        RuntimeException lost = failure.get();
        if (lost != null) {
            throw new IllegalStateException("the input of " + job.title() + " could not be written", lost);
        }
    }

    private void orders(KafkaProducer<byte[], byte[]> producer) {
        Random random = new Random(4711);
        String[] states = {"open", "paid", "shipped", "cancelled"};
        for (long number = 0; number < 2 * orders; number++) {
            String customer = "customer-" + random.nextInt(50_000);
            String order = "order " + number + " of " + customer + " over " + (100 + random.nextInt(99_900))
                    + " cents, " + "item " + random.nextInt(10_000) + ": " + states[random.nextInt(states.length)];
            send(producer, Job.MAP_FILTER.input(), (int) (number % PARTITIONS), customer, order);
        }
    }

    private void lines(KafkaProducer<byte[], byte[]> producer) {
        Words words = new Words(815, 10_000);
        for (long number = 0; number < lines; number++) {
            send(producer, Job.WORD_COUNT.input(), (int) (number % PARTITIONS), null, words.line());
        }
    }

    private void flights(KafkaProducer<byte[], byte[]> producer) {
        flights.airports()
                .forEach((code, airport) -> send(
                        producer,
                        FlightsJob.AIRPORTS,
                        null,
                        code.getBytes(StandardCharsets.UTF_8),
                        FlightSerdes.airport().serializer().serialize(FlightsJob.AIRPORTS, airport)));
        long[] number = new long[1];
        flights.replay(times, (origin, line) -> {
            long at = number[0]++;
            // By the origin's hash, as Kafka's producer does; what has no origin goes round.
            Integer partition = origin == null ? (int) (at % PARTITIONS) : null;
            send(producer, FlightsJob.FLIGHTS, partition, origin, line);
        });
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer, String topic, int partition, @Nullable String key, String value) {
        send(
                producer,
                topic,
                partition,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            @Nullable Integer partition,
            byte @Nullable [] key,
            byte[] value) {
        producer.send(new ProducerRecord<>(topic, partition, key, value), (written, thrown) -> {
            if (thrown != null) {
                failure.compareAndSet(
                        null, thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown));
            }
        });
    }

    private static void create(Admin admin, NewTopic topic) {
        try {
            admin.createTopics(List.of(topic)).all().get();
            Leaders.await(admin, topic);
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + topic.name() + " cannot be made", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
