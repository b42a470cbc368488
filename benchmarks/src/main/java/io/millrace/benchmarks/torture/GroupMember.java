package io.millrace.benchmarks.torture;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A member of a group that sees to each record, commits, and crashes at times without a word. */
final class GroupMember extends Worker {
    private final String group;
    private final Map<String, Object> protocol;

    GroupMember(String name, Site site, long seed, String group, boolean newProtocol) {
        super(name, site, seed);
        this.group = group;
        this.protocol = newProtocol
                ? Map.of("group.protocol", "consumer")
                : Map.of("session.timeout.ms", 6_000, "heartbeat.interval.ms", 500);
    }

    @Override
    void live() {
        KafkaConsumer<byte[], byte[]> consumer =
                site.consumer(settings("group.id", group, "isolation.level", "read_committed"));
        boolean crash = false;
        try {
            Map<TopicPartition, Long> last = new HashMap<>();
            consumer.subscribe(List.of(Torture.FIRST, Torture.SECOND), new Forgetting(last));
            while (!isStopped() && !crash) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    see(record, last);
                }
                crash = chance(0.01);
                if (!crash && chance(0.3)) {
                    consumer.commitSync();
                }
            }
        } finally {
            consumer.close(CloseOptions.timeout(crash ? Duration.ZERO : Duration.ofSeconds(30))
                    .withGroupMembershipOperation(
                            crash
                                    ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
                                    : CloseOptions.GroupMembershipOperation.DEFAULT));
        }
    }

    private void see(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> last) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Long before = last.put(partition, record.offset());
        if (before != null && before >= record.offset()) {
            site.history()
                    .anomaly("went back: a member of " + group + " was given " + record.offset() + " of " + partition
                            + " after " + before);
        }
        site.history().processed(group, partition, record.offset());
    }

    private Object[] settings(Object... own) {
        Object[] all = new Object[own.length + 2 * protocol.size()];
        System.arraycopy(own, 0, all, 0, own.length);
        int next = own.length;
        for (Map.Entry<String, Object> each : protocol.entrySet()) {
            all[next++] = each.getKey();
            all[next++] = each.getValue();
        }
        return all;
    }

    /** Who is given a partition anew begins at what was committed, which may lie behind. */
    private record Forgetting(Map<TopicPartition, Long> last) implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            last.keySet().removeAll(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            last.keySet().removeAll(partitions);
        }
    }
}
