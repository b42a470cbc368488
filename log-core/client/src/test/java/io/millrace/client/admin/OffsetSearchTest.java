package io.millrace.client.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.World;
import io.millrace.client.admin.Admin.FoundOffset;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OffsetSearchTest {
    private static final TopicPartition NEW = new TopicPartition("new", 1);

    private final World world = new World();
    private final World.Result<Map<TopicPartition, FoundOffset>> result = new World.Result<>();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aNodeThatHasNotHeardOfATopicYetIsAskedAgain() {
        world.cluster.topic("new", 2);
        world.cluster.on(ApiKeys.LIST_OFFSETS, held -> sevenForAll(held.body(ListOffsetsRequestData.class)));
        int[] asked = {0};
        world.cluster.on(
                ApiKeys.METADATA,
                held -> asked[0]++ < 3
                        ? unknown(held.body(MetadataRequestData.class))
                        : world.cluster.metadata(held.body(MetadataRequestData.class)));

        world.client.admin().listOffsets(Map.of(NEW, Admin.LATEST), result::done);
        world.until(result::answered);

        assertThat(result.value().get(NEW).offset()).isEqualTo(7);
        assertThat(asked[0]).isGreaterThan(3);
    }

    @Test
    void aPartitionThatNeverComesIsNamedInTheEnd() {
        world.cluster.topic("new", 1);

        world.client.admin().listOffsets(Map.of(NEW, Admin.LATEST), result::done);
        world.pass(60_001);

        assertThat(result.failures)
                .singleElement()
                .isInstanceOf(UnknownTopicOrPartitionException.class)
                .satisfies(failure -> assertThat(failure).hasMessageContaining("new-1 does not exist"));
    }

    private static MetadataResponseData unknown(MetadataRequestData request) {
        MetadataResponseData answer = new MetadataResponseData();
        request.topics()
                .forEach(topic -> answer.topics()
                        .add(new MetadataResponseTopic()
                                .setName(topic.name())
                                .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())));
        return answer;
    }

    private static ListOffsetsResponseData sevenForAll(ListOffsetsRequestData request) {
        ListOffsetsResponseData answer = new ListOffsetsResponseData();
        request.topics().forEach(topic -> {
            ListOffsetsTopicResponse found = new ListOffsetsTopicResponse().setName(topic.name());
            topic.partitions()
                    .forEach(partition -> found.partitions()
                            .add(new ListOffsetsPartitionResponse()
                                    .setPartitionIndex(partition.partitionIndex())
                                    .setOffset(7)));
            answer.topics().add(found);
        });
        return answer;
    }
}
