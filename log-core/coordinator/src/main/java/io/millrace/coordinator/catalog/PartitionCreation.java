package io.millrace.coordinator.catalog;

import io.millrace.wire.message.MetadataRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** One CreatePartitions request against the catalog: each topic stands or falls alone. <i>Loop-owned.</i> */
final class PartitionCreation {
    private final CatalogMachine catalog;
    private final CatalogLimits limits;
    private final Placement placement;
    private final List<MetadataRecord> records = new ArrayList<>();
    private int partitions;

    PartitionCreation(CatalogMachine catalog, CatalogLimits limits) {
        this.catalog = catalog;
        this.limits = limits;
        this.placement = new Placement(catalog);
        this.partitions = catalog.partitions();
    }

    List<MetadataRecord> records() {
        return records;
    }

    CreatePartitionsResponseData create(CreatePartitionsRequestData request) {
        CreatePartitionsResponseData answer = new CreatePartitionsResponseData();
        Map<String, Integer> times = new HashMap<>();
        request.topics().forEach(topic -> times.merge(topic.name(), 1, Integer::sum));
        for (CreatePartitionsTopic topic : request.topics()) {
            Integer time = times.remove(topic.name());
            if (time != null) {
                answer.results()
                        .add(
                                time > 1
                                        ? refused(topic, Errors.INVALID_REQUEST, "the request names this topic twice")
                                        : create(topic, request.validateOnly()));
            }
        }
        return answer;
    }

    private CreatePartitionsTopicResult create(CreatePartitionsTopic asked, boolean validateOnly) {
        TopicImage topic = catalog.topic(asked.name());
        if (topic == null) {
            return refused(asked, Errors.UNKNOWN_TOPIC_OR_PARTITION, Errors.UNKNOWN_TOPIC_OR_PARTITION.message());
        }
        if (topic.internal()) {
            return refused(
                    asked,
                    Errors.INVALID_REQUEST,
                    asked.name() + " is the log's own, and keeps its number of partitions");
        }
        int before = topic.partitionCount();
        if (asked.count() == before) {
            return refused(asked, Errors.INVALID_PARTITIONS, asked.name() + " has " + before + " partitions already");
        }
        if (asked.count() < before) {
            return refused(
                    asked,
                    Errors.INVALID_PARTITIONS,
                    asked.name() + " has " + before + " partitions, and cannot shrink to " + asked.count());
        }
        int more = asked.count() - before;
        if (more > limits.maxPartitions() - partitions) {
            return refused(
                    asked,
                    Errors.POLICY_VIOLATION,
                    more + " more partitions would pass this node's limit of " + limits.maxPartitions()
                            + " partitions, of which " + partitions + " exist.");
        }
        return create(topic, asked, more, validateOnly);
    }

    private CreatePartitionsTopicResult create(
            TopicImage topic, CreatePartitionsTopic asked, int more, boolean validateOnly) {
        int before = topic.partitionCount();
        int factor = topic.partitions().get(0).replicas().size();
        List<List<Integer>> replicas = new ArrayList<>();
        if (asked.assignments() == null) {
            String fault = placement.fault(factor);
            if (fault != null) {
                return refused(asked, Errors.INVALID_REPLICATION_FACTOR, fault);
            }
            replicas = placement.spread(before, more, factor);
        } else if (asked.assignments().size() != more) {
            return refused(
                    asked,
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    more + " partitions are asked for, and "
                            + asked.assignments().size() + " assigned to brokers");
        } else {
            for (var assignment : asked.assignments()) {
                String fault = placement.fault(assignment.brokerIds(), factor);
                if (fault != null) {
                    return refused(asked, Errors.INVALID_REPLICA_ASSIGNMENT, fault);
                }
                replicas.add(List.copyOf(assignment.brokerIds()));
            }
        }
        partitions += more;
        if (!validateOnly) {
            for (int i = 0; i < more; i++) {
                records.add(placement.partition(before + i, topic.id(), replicas.get(i)));
            }
        }
        return new CreatePartitionsTopicResult().setName(asked.name());
    }

    private static CreatePartitionsTopicResult refused(CreatePartitionsTopic topic, Errors error, String why) {
        return new CreatePartitionsTopicResult()
                .setName(topic.name())
                .setErrorCode(error.code())
                .setErrorMessage(why);
    }
}
