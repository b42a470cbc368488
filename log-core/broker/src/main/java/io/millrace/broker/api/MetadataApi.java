package io.millrace.broker.api;

import io.millrace.broker.coordinate.TopicCommands;
import io.millrace.broker.coordinate.Topics;
import io.millrace.coordinator.catalog.CatalogImage;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.catalog.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Metadata: where which partition is led. Creates missing topics where that is allowed, and answers when they are there. */
public final class MetadataApi implements Api {
    private static final int IDS_SINCE = 12;
    private static final int AS_CONFIGURED = -1;

    private final Node node;
    private final Topics topics;
    private final TopicCommands commands;
    private final boolean autoCreate;

    /** About those topics, led by that node. */
    public MetadataApi(Node node, Topics topics, TopicCommands commands, boolean autoCreate) {
        this.node = node;
        this.topics = topics;
        this.commands = commands;
        this.autoCreate = autoCreate;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.METADATA;
    }

    @Override
    public void handle(Call call) {
        MetadataRequestData request = call.body(MetadataRequestData.class);
        Set<String> missing = toCreate(request);
        if (missing.isEmpty()) {
            call.answer(describe(call, request, Map.of()));
            return;
        }
        CreateTopicsRequestData create = new CreateTopicsRequestData();
        for (String name : missing) {
            create.topics()
                    .add(new CreatableTopic()
                            .setName(name)
                            .setNumPartitions(AS_CONFIGURED)
                            .setReplicationFactor((short) AS_CONFIGURED));
        }
        commands.create(create, created -> call.answer(describe(call, request, failures(created))));
    }

    private Set<String> toCreate(MetadataRequestData request) {
        Set<String> missing = new LinkedHashSet<>();
        List<MetadataRequestTopic> asked = request.topics();
        if (!autoCreate || !request.allowAutoTopicCreation() || asked == null) {
            return missing;
        }
        CatalogImage image = topics.served().image();
        for (MetadataRequestTopic topic : asked) {
            String name = topic.name();
            if (name != null
                    && image.topic(name) == null
                    && TopicNames.fault(name) == null
                    && !TopicNames.isInternal(name)
                    && !name.equals(TopicNames.CLUSTER_METADATA)) {
                missing.add(name);
            }
        }
        return missing;
    }

    private static Map<String, Errors> failures(CreateTopicsResponseData created) {
        Map<String, Errors> failures = new HashMap<>();
        created.topics().forEach(result -> failures.put(result.name(), Errors.forCode(result.errorCode())));
        return failures;
    }

    private MetadataResponseData describe(Call call, MetadataRequestData request, Map<String, Errors> failures) {
        CatalogImage image = topics.served().image();
        MetadataResponseData response =
                new MetadataResponseData().setClusterId(node.clusterId()).setControllerId(node.id());
        response.brokers()
                .add(new MetadataResponseBroker()
                        .setNodeId(node.id())
                        .setHost(call.listener().host())
                        .setPort(call.listener().port()));
        List<MetadataRequestTopic> asked = request.topics();
        if (asked == null || (call.version() == 0 && asked.isEmpty())) {
            sorted(image.topics().values()).forEach(topic -> response.topics().mustAdd(describe(topic)));
        } else {
            for (MetadataRequestTopic topic : asked) {
                response.topics().mustAdd(describe(topic, call.version(), image, failures));
            }
        }
        if (request.includeTopicAuthorizedOperations()) {
            response.topics().forEach(topic -> {
                if (topic.errorCode() == Errors.NONE.code()) {
                    topic.setTopicAuthorizedOperations(Operations.TOPIC);
                }
            });
        }
        if (request.includeClusterAuthorizedOperations()) {
            response.setClusterAuthorizedOperations(Operations.CLUSTER);
        }
        return response;
    }

    private static List<TopicImage> sorted(Collection<TopicImage> topics) {
        List<TopicImage> sorted = new ArrayList<>(topics);
        sorted.sort(Comparator.comparing(TopicImage::name));
        return sorted;
    }

    private MetadataResponseTopic describe(
            MetadataRequestTopic asked, short version, CatalogImage image, Map<String, Errors> failures) {
        String name = asked.name();
        // Who asks by id says no name, or an empty one.
        if (name == null || version >= IDS_SINCE && !asked.topicId().equals(Uuid.ZERO_UUID)) {
            @Nullable TopicImage byId = version >= IDS_SINCE ? image.topic(asked.topicId()) : null;
            return byId != null
                    ? describe(byId)
                    : new MetadataResponseTopic()
                            .setName(version >= IDS_SINCE ? null : "")
                            .setTopicId(asked.topicId())
                            .setErrorCode(
                                    (version >= IDS_SINCE ? Errors.UNKNOWN_TOPIC_ID : Errors.INVALID_REQUEST).code());
        }
        @Nullable TopicImage known = image.topic(name);
        if (known != null) {
            return describe(known);
        }
        Errors error = TopicNames.fault(name) != null
                ? Errors.INVALID_TOPIC_EXCEPTION
                : failures.getOrDefault(name, Errors.UNKNOWN_TOPIC_OR_PARTITION);
        if (error == Errors.NONE || error == Errors.TOPIC_ALREADY_EXISTS) {
            // Created and deleted again meanwhile.
            error = Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return new MetadataResponseTopic()
                .setName(name)
                .setTopicId(Uuid.ZERO_UUID)
                .setErrorCode(error.code())
                .setIsInternal(TopicNames.isInternal(name));
    }

    private MetadataResponseTopic describe(TopicImage topic) {
        MetadataResponseTopic answer = new MetadataResponseTopic()
                .setName(topic.name())
                .setTopicId(topic.id())
                .setIsInternal(topic.internal());
        for (int i = 0; i < topic.partitionCount(); i++) {
            answer.partitions()
                    .add(new MetadataResponsePartition()
                            .setPartitionIndex(i)
                            .setLeaderId(node.id())
                            .setLeaderEpoch(topic.partitions().get(i).leaderEpoch())
                            .setReplicaNodes(List.of(node.id()))
                            .setIsrNodes(List.of(node.id())));
        }
        return answer;
    }
}
