package io.millrace.examples.demo;

import io.millrace.client.consume.FetchConfig;
import io.millrace.client.consume.Fetched;
import io.millrace.client.consume.Fetcher;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic from its beginning to its end. One thread. */
final class TopicReader {
    private final BatchCursor batches = new BatchCursor();
    private final RecordCursor records = new RecordCursor();

    /** Takes one record; the cursor moves on afterwards. */
    @FunctionalInterface
    interface Each {
        void record(RecordCursor record);
    }

    /** Hands over every record below the topic's end as it is now, each partition in order. */
    void read(Cluster cluster, TopicInfo topic, Each each) {
        Map<TopicPartition, Long> left = new HashMap<>();
        Map<TopicPartition, Long> begin = new HashMap<>();
        cluster.ends(topic).forEach((partition, end) -> {
            if (end > 0) {
                left.put(new TopicPartition(topic.name(), partition), end);
                begin.put(new TopicPartition(topic.name(), partition), 0L);
            }
        });
        long deadline = System.nanoTime() + 120_000_000_000L;
        try (Fetcher fetcher = cluster.session().client().fetcher(FetchConfig.defaults())) {
            fetcher.assign(begin);
            while (!left.isEmpty()) {
                Fetched fetched = fetcher.poll();
                if (fetched == null) {
                    if (System.nanoTime() > deadline) {
                        throw new Stage.Stalled("reading " + topic.name() + ": not at its end after 120 s");
                    }
                    cluster.session().loop().turn(100);
                    continue;
                }
                try (fetched) {
                    walk(fetched, each);
                    Long end = left.get(fetched.partition());
                    if (end != null && fetched.nextOffset() >= end) {
                        left.remove(fetched.partition());
                    }
                }
            }
        }
    }

    private void walk(Fetched fetched, Each each) {
        for (ByteBuffer slice : fetched.slices()) {
            batches.over(slice);
            while (batches.next()) {
                if (batches.isControl()) {
                    continue;
                }
                records.over(slice, batches.position());
                while (records.next()) {
                    if (records.offset() >= fetched.position()) {
                        each.record(records);
                    }
                }
            }
        }
    }
}
