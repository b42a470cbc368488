package io.millrace.client.consume;

import io.millrace.base.Endpoint;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Failures;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Asks new leaders whether they still have what a source has read: a log that lost its end would go on with other records
 * under the same offsets. <i>Loop-owned.</i>
 */
final class EpochChecks {
    private static final int CONSUMER = -1;

    private final CallContext context;
    private final Channels channels;
    private final Outcome outcome;
    private final Map<Endpoint, List<Check>> due = new LinkedHashMap<>();

    EpochChecks(CallContext context, Outcome outcome) {
        this.context = context;
        this.channels = new Channels(context);
        this.outcome = outcome;
    }

    /** Whether the source must not be fetched under that leader's epoch before its position is checked. */
    static boolean needs(Source source, int leaderEpoch) {
        if (source.epoch < 0 || leaderEpoch < 0) {
            // Nothing was read that could be gone.
            source.checkedEpoch = Math.max(source.checkedEpoch, leaderEpoch);
            return false;
        }
        return leaderEpoch > source.checkedEpoch;
    }

    void add(Endpoint leader, int leaderEpoch, Source source) {
        source.inFlight = true;
        due.computeIfAbsent(leader, node -> new ArrayList<>())
                .add(new Check(source, leaderEpoch, source.epoch, source.fetchOffset, source.version));
    }

    /** Sends what was added. */
    void send() {
        due.forEach((leader, checks) -> channels.to(leader)
                .call(
                        ApiKeys.OFFSET_FOR_LEADER_EPOCH,
                        context.config().requestTimeoutMs(),
                        version -> request(checks),
                        (response, failure) -> answered(checks, response, failure)));
        due.clear();
    }

    void close() {
        channels.close();
    }

    private static OffsetForLeaderEpochRequestData request(List<Check> checks) {
        Map<String, OffsetForLeaderTopic> topics = new LinkedHashMap<>();
        for (Check each : checks) {
            TopicPartition partition = each.source.partition;
            topics.computeIfAbsent(partition.topic(), name -> new OffsetForLeaderTopic().setTopic(name))
                    .partitions()
                    .add(new OffsetForLeaderPartition()
                            .setPartition(partition.partition())
                            .setCurrentLeaderEpoch(each.leaderEpoch)
                            .setLeaderEpoch(each.epoch));
        }
        OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData().setReplicaId(CONSUMER);
        topics.values().forEach(request.topics()::add);
        return request;
    }

    private void answered(List<Check> checks, @Nullable Response response, @Nullable Throwable failure) {
        Map<TopicPartition, EpochEndOffset> ends = new HashMap<>();
        if (response != null) {
            try (response) {
                for (OffsetForLeaderTopicResult topic :
                        response.as(OffsetForLeaderEpochResponseData.class).topics()) {
                    topic.partitions()
                            .forEach(each -> ends.put(new TopicPartition(topic.topic(), each.partition()), each));
                }
            }
        }
        for (Check each : checks) {
            each.source.inFlight = false;
            if (each.source.assigned && each.source.version == each.version) {
                answered(each, ends.get(each.source.partition), failure);
            }
        }
        outcome.done();
    }

    private void answered(Check check, @Nullable EpochEndOffset end, @Nullable Throwable failure) {
        Source source = check.source;
        Throwable why = end == null ? failure : Failures.of(end.errorCode(), source.partition.toString());
        if (end == null && why instanceof UnsupportedVersionException) {
            // As Kafka's consumer does: who cannot be asked is believed.
            source.checkedEpoch = check.leaderEpoch;
        } else if (end == null || why != null) {
            outcome.failed(
                    source,
                    why != null ? why : Errors.UNKNOWN_TOPIC_OR_PARTITION.exception("the answer leaves it out"));
        } else if (end.endOffset() < 0 || end.leaderEpoch() < 0) {
            outcome.truncated(source, -1, -1);
        } else if (end.endOffset() < check.offset) {
            outcome.truncated(source, end.endOffset(), end.leaderEpoch());
        } else {
            source.failures = 0;
            source.backingOff = false;
            source.checkedEpoch = check.leaderEpoch;
        }
    }

    /** What comes of checks; of those that are fine, nothing. */
    interface Outcome {
        /** The leader's log parted from what was read at that offset, the end of that epoch; -1: before all it knows. */
        void truncated(Source source, long endOffset, int endEpoch);

        /** The leader could not tell. */
        void failed(Source source, Throwable why);

        /** All of a call have been told. */
        void done();
    }

    private record Check(Source source, int leaderEpoch, int epoch, long offset, int version) {}
}
