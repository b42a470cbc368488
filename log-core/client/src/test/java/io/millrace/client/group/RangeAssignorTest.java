package io.millrace.client.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.World;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RangeAssignorTest {
    @Test
    void eachTopicIsDividedInContiguousRangesOverItsSubscribers() {
        try (World world = new World()) {
            world.cluster.topic("a", 5);
            world.cluster.topic("b", 1);
            RangeAssignor both = new RangeAssignor(List.of("a", "b"), world.client.metadata());
            RangeAssignor onlyA = new RangeAssignor(List.of("a"), world.client.metadata());
            World.Result<Map<String, byte[]>> result = new World.Result<>();

            both.assign(
                    List.of(
                            new Assignor.Member("m2", null, both.subscription()),
                            new Assignor.Member("m1", null, onlyA.subscription())),
                    result::done);
            world.until(result::answered);

            assertThat(partitions(result, "m1")).containsExactly(tp("a", 0), tp("a", 1), tp("a", 2));
            assertThat(partitions(result, "m2")).containsExactly(tp("a", 3), tp("a", 4), tp("b", 0));
        }
    }

    private static List<TopicPartition> partitions(World.Result<Map<String, byte[]>> result, String member) {
        return ConsumerProtocol.assignment(result.value().get(member)).partitions();
    }

    private static TopicPartition tp(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }
}
