package io.millrace.client.consume;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * What a node keeps in mind of this client's fetches (KIP-227): a fetch names only what has changed since the one before,
 * and so does the answer. Where a node keeps none, or has forgotten it, the next fetch names all. <i>Loop-owned.</i>
 */
final class FetchSession {
    private static final int INITIAL = 0;
    private static final int NONE = 0;

    private int id = NONE;
    /** Of the next fetch; the initial one names all, and ends what the node has under that id. */
    private int epoch = INITIAL;

    private boolean full = true;
    private final Map<TopicPartition, Told> told = new LinkedHashMap<>();

    /** Makes the fetch, of all these and no others, the session's next. */
    void fill(FetchRequestData request, Map<TopicPartition, Told> wanted) {
        full = epoch == INITIAL;
        if (full) {
            told.clear();
        }
        Map<Name, FetchTopic> topics = new LinkedHashMap<>();
        Map<Name, ForgottenTopic> forgotten = new LinkedHashMap<>();
        told.entrySet().removeIf(known -> {
            Told now = wanted.get(known.getKey());
            boolean gone = now == null || !now.id.equals(known.getValue().id);
            if (gone) {
                forget(known.getKey(), known.getValue().id, forgotten);
            }
            return gone;
        });
        wanted.forEach((partition, now) -> {
            if (!now.equals(told.put(partition, now))) {
                name(partition, now, topics);
            }
        });
        request.setSessionId(id)
                .setSessionEpoch(epoch)
                .setTopics(new ArrayList<>(topics.values()))
                .setForgottenTopicsData(new ArrayList<>(forgotten.values()));
    }

    /** All that is wanted, without a session. */
    static List<FetchTopic> topics(Map<TopicPartition, Told> wanted) {
        Map<Name, FetchTopic> topics = new LinkedHashMap<>();
        wanted.forEach((partition, now) -> name(partition, now, topics));
        return new ArrayList<>(topics.values());
    }

    /** Whether the last fetch left out what has not changed: then its answer may too. */
    boolean isIncremental() {
        return !full;
    }

    /** Takes in the answer to the last fetch; false when the node has another idea of the session: then all is named again. */
    boolean answered(FetchResponseData response) {
        Errors error = Errors.forCode(response.errorCode());
        if (error == Errors.NONE) {
            boolean kept = response.sessionId() != NONE && (full || response.sessionId() == id);
            id = response.sessionId();
            epoch = !kept ? INITIAL : full || epoch == Integer.MAX_VALUE ? 1 : epoch + 1;
            return true;
        }
        if (error == Errors.FETCH_SESSION_ID_NOT_FOUND) {
            id = NONE;
        }
        epoch = INITIAL;
        return full
                || error != Errors.FETCH_SESSION_ID_NOT_FOUND
                        && error != Errors.INVALID_FETCH_SESSION_EPOCH
                        && error != Errors.FETCH_SESSION_TOPIC_ID_ERROR;
    }

    /** Nobody knows what the node has heard. */
    void lost() {
        epoch = INITIAL;
    }

    private static void name(TopicPartition partition, Told now, Map<Name, FetchTopic> topics) {
        topics.computeIfAbsent(
                        new Name(partition.topic(), now.id),
                        name -> new FetchTopic().setTopic(name.topic).setTopicId(name.id))
                .partitions()
                .add(new FetchPartition()
                        .setPartition(partition.partition())
                        .setCurrentLeaderEpoch(now.leaderEpoch)
                        .setFetchOffset(now.offset)
                        .setPartitionMaxBytes(now.maxBytes));
    }

    private static void forget(TopicPartition partition, Uuid id, Map<Name, ForgottenTopic> topics) {
        topics.computeIfAbsent(
                        new Name(partition.topic(), id),
                        name -> new ForgottenTopic().setTopic(name.topic).setTopicId(name.id))
                .partitions()
                .add(partition.partition());
    }

    /**
     * What the node was told of a partition. <i>Immutable.</i>
     *
     * @param id its topic's
     * @param offset to fetch from
     * @param leaderEpoch as this client knows it
     * @param maxBytes of one answer
     */
    record Told(Uuid id, long offset, int leaderEpoch, int maxBytes) {}

    private record Name(String topic, Uuid id) {}
}
