package io.millrace.client.metadata;

import io.millrace.client.call.Answer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Who leads what, as last heard, and its refresh. Topics that were asked for once are kept fresh: every
 * {@code metadata.max.age.ms}, and at once (with back-off) after an error that points at old routing. <i>Loop-owned.</i>
 */
public final class Metadata {
    Metadata() {}

    /** The topic as last heard, or null when it was never heard of; asks for nothing. */
    public @Nullable TopicInfo known(String topic) {
        throw new UnsupportedOperationException();
    }

    /** The topic of that id as last heard, or null. */
    public @Nullable TopicInfo known(Uuid topicId) {
        throw new UnsupportedOperationException();
    }

    /** Partitions of the topic, or -1 when it was never heard of; then it is asked for in the background. */
    public int partitionCount(String topic) {
        throw new UnsupportedOperationException();
    }

    /**
     * The topics, from what is known or else from the cluster. Waits, retrying, while one of them is being created (with
     * {@code allow.auto.create.topics} asking creates it); fails after {@code default.api.timeout.ms} with
     * UnknownTopicOrPartitionException, at once on InvalidTopicException or an authorisation failure.
     */
    public void topics(Collection<String> names, Answer<Map<String, TopicInfo>> answer) {
        throw new UnsupportedOperationException();
    }

    /** Asks the cluster again for the given topics and answers with those that exist now; never creates one. */
    public void refresh(Collection<String> names, Answer<Map<String, TopicInfo>> answer) {
        throw new UnsupportedOperationException();
    }

    /** Every topic of the cluster. */
    public void allTopics(Answer<List<TopicInfo>> answer) {
        throw new UnsupportedOperationException();
    }

    /** The nodes as last heard, by id; before the first answer it is empty. */
    public Map<Integer, NodeInfo> nodes() {
        throw new UnsupportedOperationException();
    }

    /** Runs on the loop after each answer that changed a topic's partition count or its id, with the topic's name. */
    public void onChange(ChangeListener listener) {
        throw new UnsupportedOperationException();
    }

    /** Told of a topic that is new, has grown, or was deleted and made again. */
    @FunctionalInterface
    public interface ChangeListener {
        /** The topic as it is now. */
        void changed(TopicInfo topic);
    }
}
