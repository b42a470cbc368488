package io.millrace.coordinator.consumer;

import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.consumer.assign.Part;
import io.millrace.coordinator.consumer.assign.ServerAssignor;
import io.millrace.coordinator.consumer.assign.ServerAssignor.Candidate;
import io.millrace.wire.message.ConsumerGroupRecords.ConsumerGroupRecord;
import io.millrace.wire.message.ConsumerGroupRecords.TargetAssignment;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpoch;
import io.millrace.wire.message.ConsumerGroupRecords.TargetEpochValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/** What each member of a group shall own in the end. <i>Loop-owned.</i> */
final class Targets {
    private final ConsumerLimits limits;
    private final Topics topics;

    Targets(ConsumerLimits limits, Topics topics) {
        this.limits = limits;
        this.topics = topics;
    }

    /** Makes the target of the group's epoch, and writes what changed. */
    void assign(ConsumerGroup group, Effects effects) {
        CatalogImage image = topics.image();
        Map<Uuid, Integer> sizes = new HashMap<>();
        List<Candidate> candidates = new ArrayList<>(group.members().size());
        for (ConsumerMember member : group.members().values()) {
            SortedSet<Uuid> ids = new TreeSet<>();
            for (String name : group.topicsOf(member)) {
                TopicImage topic = image.topic(name);
                if (topic != null) {
                    ids.add(topic.id());
                    sizes.put(topic.id(), topic.partitionCount());
                }
            }
            candidates.add(new Candidate(member.id(), member.instanceId(), ids, group.target(member.id())));
        }
        ServerAssignor assignor = Objects.requireNonNull(ServerAssignor.ALL.get(assignor(group)));
        SortedMap<String, SortedSet<Part>> shares = assignor.assign(candidates, sizes);
        shares.forEach((memberId, share) -> {
            if (!group.hasTarget(memberId) || !group.target(memberId).equals(share)) {
                write(group, new TargetAssignment(group.id(), memberId, Part.stored(share)), effects);
            }
        });
        write(group, new TargetEpoch(group.id(), new TargetEpochValue(group.epoch(), effects.wallMs())), effects);
    }

    /** The assignor that most members ask for, else the default. */
    String assignor(ConsumerGroup group) {
        Map<String, Integer> votes = new TreeMap<>();
        for (ConsumerMember member : group.members().values()) {
            String wished = member.subscription().serverAssignor();
            if (wished != null && limits.assignors().contains(wished)) {
                votes.merge(wished, 1, Integer::sum);
            }
        }
        String best = limits.assignors().get(0);
        int most = 0;
        for (Map.Entry<String, Integer> each : votes.entrySet()) {
            if (each.getValue() > most) {
                best = each.getKey();
                most = each.getValue();
            }
        }
        return best;
    }

    private static void write(ConsumerGroup group, ConsumerGroupRecord record, Effects effects) {
        group.apply(record);
        effects.write(record);
    }
}
