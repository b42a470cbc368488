package io.millrace.benchmarks.streams.job;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The leaders of new topics. Apache Kafka's controller answers a creation before its brokers know of it: for a moment
 * they deny the topic, or have no leader for it, and what is sent then may come out of order.
 */
public final class Leaders {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Leaders() {}

    /** Returns when every partition's leader answers. */
    public static void await(Admin admin, NewTopic topic) {
        Map<TopicPartition, OffsetSpec> every = IntStream.range(0, topic.numPartitions())
                .mapToObj(number -> new TopicPartition(topic.name(), number))
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                admin.listOffsets(every).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw new IllegalStateException("topic " + topic.name() + " has no leader", e.getCause());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            Watch.pause(deadline, "waiting for the leaders of " + topic.name());
        }
    }
}
