package io.millrace.coordinator.catalog;

import io.millrace.coordinator.config.NodeValues;
import io.millrace.coordinator.config.Resource;
import io.millrace.coordinator.config.TopicConfigs;
import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.Config;
import io.millrace.wire.message.MetadataRecord.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** One CreateTopics request against the catalog: each topic stands or falls alone. <i>Loop-owned.</i> */
final class TopicCreation {
    private final CatalogMachine catalog;
    private final CatalogLimits limits;
    private final Supplier<Uuid> ids;
    private final List<MetadataRecord> records = new ArrayList<>();
    private final Map<String, String> createdByCollisionKey = new HashMap<>();
    private final NodeValues node;
    private final Placement placement;
    private int partitions;

    TopicCreation(CatalogMachine catalog, CatalogLimits limits, Supplier<Uuid> ids) {
        this.catalog = catalog;
        this.limits = limits;
        this.ids = ids;
        this.node = catalog.nodeValues(limits.nodeId(), limits.file());
        this.placement = new Placement(catalog);
        this.partitions = catalog.partitions();
    }

    /** Why a topic cannot be created. */
    private static final class Refused extends Exception {
        private final Errors error;

        private Refused(Errors error, String why) {
            super(why, null, false, false);
            this.error = error;
        }
    }

    List<MetadataRecord> records() {
        return records;
    }

    CreateTopicsResponseData create(CreateTopicsRequestData request) {
        CreateTopicsResponseData answer = new CreateTopicsResponseData();
        Set<String> seen = new HashSet<>();
        for (CreatableTopic topic : request.topics()) {
            if (!seen.add(topic.name())) {
                continue;
            }
            CreatableTopicResult result;
            try {
                if (!single(request, topic)) {
                    throw new Refused(Errors.INVALID_REQUEST, "the request names this topic twice");
                }
                result = create(topic, request.validateOnly());
            } catch (Refused refused) {
                result = new CreatableTopicResult()
                        .setName(topic.name())
                        .setErrorCode(refused.error.code())
                        .setErrorMessage(refused.getMessage());
            }
            answer.topics().add(result);
        }
        return answer;
    }

    private static boolean single(CreateTopicsRequestData request, CreatableTopic topic) {
        return request.topics().findAll(topic.name()).size() <= 1;
    }

    private CreatableTopicResult create(CreatableTopic topic, boolean validateOnly) throws Refused {
        checkName(topic.name());
        Map<String, String> configs = configs(topic);
        List<List<Integer>> replicas = topic.assignments().isEmpty() ? place(topic) : assigned(topic);
        if (replicas.size() > limits.maxPartitions() - partitions) {
            throw new Refused(
                    Errors.POLICY_VIOLATION,
                    "Topic '" + topic.name() + "' with " + Math.max(topic.numPartitions(), replicas.size())
                            + " partitions would pass this node's limit of " + limits.maxPartitions()
                            + " partitions, of which " + partitions + " exist.");
        }
        partitions += replicas.size();
        createdByCollisionKey.put(TopicNames.collisionKey(topic.name()), topic.name());
        Uuid id = validateOnly ? Uuid.ZERO_UUID : ids.get();
        if (!validateOnly) {
            write(topic.name(), id, configs, replicas);
        }
        return new CreatableTopicResult()
                .setName(topic.name())
                .setErrorMessage(null)
                .setTopicId(id)
                .setNumPartitions(replicas.size())
                .setReplicationFactor((short) replicas.get(0).size())
                .setConfigs(describe(configs));
    }

    private void checkName(String name) throws Refused {
        String fault = TopicNames.fault(name);
        if (fault != null) {
            throw new Refused(Errors.INVALID_TOPIC_EXCEPTION, fault);
        }
        if (name.equals(TopicNames.CLUSTER_METADATA)) {
            throw new Refused(Errors.INVALID_REQUEST, name + " is the log's own to create");
        }
        if (catalog.topicId(name) != null) {
            throw new Refused(Errors.TOPIC_ALREADY_EXISTS, "topic " + name + " exists already");
        }
        String other = catalog.collision(name);
        if (other == null) {
            other = createdByCollisionKey.get(TopicNames.collisionKey(name));
        }
        if (other != null) {
            throw new Refused(
                    Errors.INVALID_TOPIC_EXCEPTION,
                    name + " and the topic " + other + " differ in dots and underscores only");
        }
    }

    private static Map<String, String> configs(CreatableTopic topic) throws Refused {
        Map<String, String> configs = new TreeMap<>();
        for (var config : topic.configs()) {
            String fault = TopicConfigs.fault(config.name(), config.value());
            if (fault != null) {
                throw new Refused(Errors.INVALID_CONFIG, fault);
            }
            configs.put(config.name(), Objects.requireNonNull(config.value()));
        }
        return configs;
    }

    /** Spreads partitions over the brokers in turn. */
    private List<List<Integer>> place(CreatableTopic topic) throws Refused {
        if (topic.replicationFactor() < -1 || topic.replicationFactor() == 0) {
            throw new Refused(
                    Errors.INVALID_REPLICATION_FACTOR, "a replication factor is 1 or more, or -1 for the default");
        }
        if (topic.numPartitions() < -1 || topic.numPartitions() == 0) {
            throw new Refused(Errors.INVALID_PARTITIONS, "a number of partitions is 1 or more, or -1 for the default");
        }
        int factor = topic.replicationFactor() == -1 ? 1 : topic.replicationFactor();
        int count = topic.numPartitions() == -1 ? limits.defaultPartitions() : topic.numPartitions();
        String fault = placement.fault(factor);
        if (fault != null) {
            throw new Refused(Errors.INVALID_REPLICATION_FACTOR, fault);
        }
        // Bounded before anything is built: the limit's own message follows.
        count = Math.min(count, limits.maxPartitions() - partitions + 1);
        return placement.spread(0, count, factor);
    }

    /** The request says itself where partitions go. */
    private List<List<Integer>> assigned(CreatableTopic topic) throws Refused {
        if (topic.replicationFactor() != -1) {
            throw new Refused(
                    Errors.INVALID_REQUEST, "partitions assigned to brokers go with a replication factor of -1");
        }
        if (topic.numPartitions() != -1) {
            throw new Refused(
                    Errors.INVALID_REQUEST, "partitions assigned to brokers go with a number of partitions of -1");
        }
        TreeMap<Integer, List<Integer>> replicas = new TreeMap<>();
        for (var assignment : topic.assignments()) {
            int factor = replicas.isEmpty()
                    ? assignment.brokerIds().size()
                    : replicas.firstEntry().getValue().size();
            String fault = placement.fault(assignment.brokerIds(), factor);
            if (fault == null && replicas.put(assignment.partitionIndex(), assignment.brokerIds()) != null) {
                fault = "partition " + assignment.partitionIndex() + " is assigned twice";
            }
            if (fault != null) {
                throw new Refused(Errors.INVALID_REPLICA_ASSIGNMENT, fault);
            }
        }
        if (replicas.firstKey() != 0 || replicas.lastKey() != replicas.size() - 1) {
            throw new Refused(
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    "the partitions assigned to brokers are numbered from 0 on, without a gap");
        }
        return List.copyOf(replicas.values());
    }

    private void write(String name, Uuid id, Map<String, String> configs, List<List<Integer>> replicas) {
        records.add(new Topic(name, id));
        configs.forEach((key, value) -> records.add(new Config(Resource.TOPIC, name, key, value)));
        for (int partition = 0; partition < replicas.size(); partition++) {
            records.add(placement.partition(partition, id, replicas.get(partition)));
        }
    }

    private List<CreatableTopicConfigs> describe(Map<String, String> configs) {
        return TopicConfigs.TABLE.describe(configs, node, null, false, false).stream()
                .map(each -> new CreatableTopicConfigs()
                        .setName(each.name())
                        .setValue(each.value())
                        .setReadOnly(each.readOnly())
                        .setConfigSource(each.configSource())
                        .setIsSensitive(each.isSensitive()))
                .toList();
    }
}
