package io.millrace.coordinator.consumer;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.consumer.assign.Part;
import java.util.Collection;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;

/** Groups as administrators see them. <i>Any thread.</i> */
final class Descriptions {
    private static final byte CLASSIC_MEMBER = 0;
    private static final byte CONSUMER_MEMBER = 1;

    private Descriptions() {}

    static DescribedGroup describe(ConsumerGroup group, String assignor, CatalogImage image, short version) {
        DescribedGroup described = new DescribedGroup()
                .setGroupId(group.id())
                .setGroupState(group.state())
                .setGroupEpoch(group.epoch())
                .setAssignmentEpoch(group.targetEpoch())
                .setAssignorName(assignor);
        group.members().values().forEach(member -> described.members().add(describe(group, member, image, version)));
        return described;
    }

    private static Member describe(ConsumerGroup group, ConsumerMember member, CatalogImage image, short version) {
        var subscription = member.subscription();
        Member described = new Member()
                .setMemberId(member.id())
                .setInstanceId(subscription.instanceId())
                .setRackId(subscription.rackId())
                .setMemberEpoch(member.epoch())
                .setClientId(subscription.clientId())
                .setClientHost(subscription.clientHost())
                .setSubscribedTopicNames(subscription.topicNames())
                .setSubscribedTopicRegex(subscription.topicRegex())
                .setAssignment(assignment(member.assigned().keySet(), image))
                .setTargetAssignment(assignment(group.target(member.id()), image));
        return version >= 1
                ? described.setMemberType(member.speaksClassic() ? CLASSIC_MEMBER : CONSUMER_MEMBER)
                : described;
    }

    private static Assignment assignment(Collection<Part> parts, CatalogImage image) {
        Assignment assignment = new Assignment();
        Part.byTopic(parts).forEach((id, numbers) -> {
            TopicImage topic = image.topic(id);
            if (topic != null) {
                assignment
                        .topicPartitions()
                        .add(new TopicPartitions()
                                .setTopicId(id)
                                .setTopicName(topic.name())
                                .setPartitions(numbers));
            }
        });
        return assignment;
    }
}
