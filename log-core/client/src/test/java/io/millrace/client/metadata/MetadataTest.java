package io.millrace.client.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetadataTest {
    private final World world = new World();
    private final Metadata metadata = world.client.metadata();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void topicsOfOneTaskAreAskedForTogether() {
        world.cluster.topic("a", 1);
        world.cluster.topic("b", 2);

        assertThat(metadata.partitionCount("a")).isEqualTo(-1);
        assertThat(metadata.partitionCount("b")).isEqualTo(-1);
        world.settle();

        assertThat(asked()).hasSize(1);
        assertThat(metadata.partitionCount("b")).isEqualTo(2);
        assertThat(metadata.known(world.cluster.topics.get("a").topicId()).name())
                .isEqualTo("a");
    }

    @Test
    void aTopicThatIsBeingMadeIsAwaited() {
        World.Result<Map<String, TopicInfo>> result = new World.Result<>();
        metadata.topics(List.of("new"), result::done);
        world.pass(700);
        assertThat(result.answered()).isFalse();
        assertThat(asked())
                .allMatch(held -> held.body(MetadataRequestData.class).allowAutoTopicCreation());
        assertThat(asked()).as("backed off").hasSizeBetween(3, 6);

        world.cluster.topic("new", 3);
        world.until(result::answered);

        assertThat(result.value().get("new").partitionCount()).isEqualTo(3);
    }

    @Test
    void aTopicThatNeverComesFailsInTime() {
        World.Result<Map<String, TopicInfo>> result = new World.Result<>();

        metadata.topics(List.of("never"), result::done);
        world.pass(60_001);

        assertThat(result.failures).singleElement().isInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void aBadNameFailsAtOnce() {
        world.cluster.on(ApiKeys.METADATA, held -> {
            MetadataResponseData answer = new MetadataResponseData();
            answer.topics()
                    .add(new MetadataResponseTopic()
                            .setName("b/d")
                            .setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code()));
            return answer;
        });
        World.Result<Map<String, TopicInfo>> result = new World.Result<>();

        metadata.topics(List.of("b/d"), result::done);
        world.settle();

        assertThat(result.failures).singleElement().isInstanceOf(InvalidTopicException.class);
        assertThat(metadata.refusal("b/d")).isInstanceOf(InvalidTopicException.class);
    }

    @Test
    void aDeletedTopicIsNotMadeAgainByFollowingIt() {
        world.cluster.topic("t", 1);
        metadata.partitionCount("t");
        world.settle();
        world.cluster.topics.remove("t");
        world.cluster.seen.clear();

        for (int i = 0; i < 5; i++) {
            assertThat(metadata.leader("t", 7)).isNull();
            metadata.requestUpdate();
            world.pass(2_000);
        }

        assertThat(asked()).isNotEmpty();
        assertThat(asked())
                .noneMatch(held -> held.body(MetadataRequestData.class).allowAutoTopicCreation());
    }

    @Test
    void aLaggingNodeDoesNotTurnTheLeaderBack() {
        world.cluster.nodes = 2;
        world.cluster.topic("t", 1);
        metadata.partitionCount("t");
        world.settle();
        world.cluster.lead("t", 0, 1);
        metadata.requestUpdate();
        world.pass(1_000);
        assertThat(metadata.leader("t", 0).id()).isEqualTo(1);

        world.cluster.topics.get("t").partitions().get(0).setLeaderId(0).setLeaderEpoch(0);
        metadata.requestUpdate();
        world.pass(1_000);

        assertThat(metadata.leader("t", 0).id()).isEqualTo(1);
    }

    @Test
    void growthIsTold() {
        world.cluster.topic("t", 1);
        List<Integer> told = new ArrayList<>();
        metadata.onChange(topic -> told.add(topic.partitionCount()));
        metadata.partitionCount("t");
        world.settle();

        world.cluster
                .topics
                .get("t")
                .partitions()
                .add(world.cluster
                        .topics
                        .get("t")
                        .partitions()
                        .get(0)
                        .duplicate()
                        .setPartitionIndex(1));
        world.pass(300_100);

        assertThat(told).as("after metadata.max.age.ms").containsExactly(1, 2);
    }

    @Test
    void anotherNodeIsAskedWhenOneIsGone() {
        world.cluster.refuseConnections = true;
        World.Result<Map<String, TopicInfo>> result = new World.Result<>();
        world.cluster.topic("t", 1);
        metadata.topics(List.of("t"), result::done);
        world.pass(3_000);
        assertThat(world.cluster.links.size()).as("connections back off").isBetween(3, 12);

        world.cluster.refuseConnections = false;
        world.until(result::answered);

        assertThat(result.value()).containsKey("t");
    }

    private List<Held> asked() {
        return world.cluster.seen(ApiKeys.METADATA);
    }
}
