package io.millrace.client.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ConsumerProtocolTest {
    private static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition("orders", 0), new TopicPartition("orders", 3), new TopicPartition("pärts", 1));

    @Test
    void kafkaReadsOurSubscription() {
        byte[] bytes = ConsumerProtocol.encode(
                new ConsumerProtocol.Subscription(List.of("orders", "pärts"), new byte[] {1, 2}, PARTITIONS));

        var read = org.apache.kafka.clients.consumer.internals.ConsumerProtocol.deserializeSubscription(
                ByteBuffer.wrap(bytes));

        assertThat(read.topics()).containsExactly("orders", "pärts");
        assertThat(read.ownedPartitions()).isEqualTo(PARTITIONS);
        assertThat(read.userData()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    }

    @Test
    void weReadKafkasSubscriptionInEveryVersion() {
        var given = new ConsumerPartitionAssignor.Subscription(
                List.of("orders"), ByteBuffer.wrap(new byte[] {4}), PARTITIONS, 12, Optional.of("rack"));
        for (short version = 0; version <= 3; version++) {
            ByteBuffer bytes =
                    org.apache.kafka.clients.consumer.internals.ConsumerProtocol.serializeSubscription(given, version);
            var read = ConsumerProtocol.subscription(Arrays.copyOf(bytes.array(), bytes.limit()));

            assertThat(read.topics()).containsExactly("orders");
            assertThat(read.userData()).containsExactly(4);
            assertThat(read.owned()).isEqualTo(version == 0 ? List.of() : PARTITIONS);
        }
    }

    @Test
    void assignmentsAreReadByBothSides() {
        byte[] ours = ConsumerProtocol.encode(new ConsumerProtocol.Assignment(PARTITIONS, null));
        var byKafka = org.apache.kafka.clients.consumer.internals.ConsumerProtocol.deserializeAssignment(
                ByteBuffer.wrap(ours));
        assertThat(byKafka.partitions()).isEqualTo(PARTITIONS);
        assertThat(byKafka.userData()).isNull();

        ByteBuffer theirs = org.apache.kafka.clients.consumer.internals.ConsumerProtocol.serializeAssignment(
                new ConsumerPartitionAssignor.Assignment(PARTITIONS, ByteBuffer.wrap(new byte[] {8})));
        var byUs = ConsumerProtocol.assignment(Arrays.copyOf(theirs.array(), theirs.limit()));
        assertThat(byUs.partitions()).isEqualTo(PARTITIONS);
        assertThat(byUs.userData()).containsExactly(8);
    }

    @Test
    void aCutOffSubscriptionIsRefused() {
        byte[] bytes = ConsumerProtocol.encode(new ConsumerProtocol.Subscription(List.of("orders"), null, List.of()));

        for (int size = 0; size < bytes.length; size++) {
            byte[] cut = Arrays.copyOf(bytes, size);
            assertThatThrownBy(() -> ConsumerProtocol.subscription(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property
    void anyBytesAreReadOrRefusedWithoutHarm(@ForAll byte[] bytes) {
        try {
            assertThat(ConsumerProtocol.subscription(bytes)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }
}
