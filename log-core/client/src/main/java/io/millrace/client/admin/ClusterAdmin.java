package io.millrace.client.admin;

import io.millrace.client.call.Answer;
import io.millrace.client.call.Done;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/** What concerns nodes and not topics: their directories and the cluster's features. <i>Loop-owned.</i> */
public final class ClusterAdmin {
    private final Calls calls;

    ClusterAdmin(Calls calls) {
        this.calls = calls;
    }

    /** What the cluster calls itself, where it has a name. */
    public void id(Answer<Optional<String>> answer) {
        calls.onAnyNode(
                "cluster id",
                ApiKeys.METADATA,
                version -> new MetadataRequestData().setTopics(List.of()).setAllowAutoTopicCreation(false),
                MetadataResponseData.class,
                response -> {
                    Calls.check(response.errorCode(), null);
                    return Optional.ofNullable(response.clusterId());
                },
                answer);
    }

    /** The numbers of its nodes. */
    public void nodes(Answer<List<Integer>> answer) {
        calls.onAnyNode(
                "nodes",
                ApiKeys.METADATA,
                version -> new MetadataRequestData().setTopics(List.of()).setAllowAutoTopicCreation(false),
                MetadataResponseData.class,
                response -> {
                    Calls.check(response.errorCode(), null);
                    return response.brokers().stream()
                            .map(MetadataResponseBroker::nodeId)
                            .sorted()
                            .toList();
                },
                answer);
    }

    /** The data directories of each node. */
    public void logDirs(Answer<Map<Integer, List<LogDir>>> answer) {
        calls.onEveryNode(
                "data directories",
                ApiKeys.DESCRIBE_LOG_DIRS,
                version -> new DescribeLogDirsRequestData().setTopics(null),
                DescribeLogDirsResponseData.class,
                response -> {
                    Calls.check(response.errorCode(), null);
                    return response.results().stream().map(ClusterAdmin::read).toList();
                },
                answer);
    }

    /** The cluster's features by name. */
    public void features(Answer<Map<String, Feature>> answer) {
        calls.onAnyNode(
                "features",
                ApiKeys.API_VERSIONS,
                version -> new ApiVersionsRequestData()
                        .setClientSoftwareName("millrace")
                        .setClientSoftwareVersion("1"),
                ApiVersionsResponseData.class,
                response -> {
                    Calls.check(response.errorCode(), null);
                    Map<String, Feature> all = new TreeMap<>();
                    response.supportedFeatures()
                            .forEach(each ->
                                    all.put(each.name(), new Feature((short) 0, each.minVersion(), each.maxVersion())));
                    response.finalizedFeatures()
                            .forEach(each -> all.merge(
                                    each.name(),
                                    new Feature(each.maxVersionLevel(), each.minVersionLevel(), each.maxVersionLevel()),
                                    (known, level) -> new Feature(level.level, known.min, known.max)));
                    return all;
                },
                answer);
    }

    /** Sets a feature's level; 0 switches it off. */
    public void setFeature(String name, int level, Done done) {
        calls.<UpdateFeaturesResponseData, Boolean>onAnyNode(
                "feature " + name,
                ApiKeys.UPDATE_FEATURES,
                version -> {
                    UpdateFeaturesRequestData request = new UpdateFeaturesRequestData().setTimeoutMs(calls.timeoutMs());
                    // 1 upgrades, 2 downgrades where nothing is lost; which of them it is the node finds out.
                    request.featureUpdates()
                            .add(new FeatureUpdateKey()
                                    .setFeature(name)
                                    .setMaxVersionLevel((short) level)
                                    .setUpgradeType((byte) (level == 0 ? 2 : 1)));
                    return request;
                },
                UpdateFeaturesResponseData.class,
                response -> {
                    Calls.check(response.errorCode(), response.errorMessage());
                    response.results().forEach(each -> Calls.check(each.errorCode(), each.errorMessage()));
                    return true;
                },
                (updated, failure) -> done.done(failure));
    }

    private static LogDir read(DescribeLogDirsResponseData.DescribeLogDirsResult told) {
        Calls.check(told.errorCode(), told.logDir());
        Map<TopicPartition, Long> sizes = new LinkedHashMap<>();
        told.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(each -> sizes.put(
                                new TopicPartition(topic.name(), each.partitionIndex()), each.partitionSize())));
        return new LogDir(told.logDir(), told.totalBytes(), told.usableBytes(), sizes);
    }

    /**
     * A data directory. <i>Immutable.</i>
     *
     * @param path where it is
     * @param totalBytes of its volume, -1 when the node does not tell
     * @param usableBytes of its volume, -1 when the node does not tell
     * @param sizes bytes of each partition
     */
    public record LogDir(String path, long totalBytes, long usableBytes, Map<TopicPartition, Long> sizes) {}

    /**
     * A feature. <i>Immutable.</i>
     *
     * @param level the cluster's, 0 when it is off
     * @param min the lowest that the node can do
     * @param max the highest that the node can do
     */
    public record Feature(short level, short min, short max) {}
}
