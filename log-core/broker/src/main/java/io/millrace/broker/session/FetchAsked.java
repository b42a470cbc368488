package io.millrace.broker.session;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.jspecify.annotations.Nullable;

/**
 * A partition and what is asked of it. <i>Immutable.</i>
 *
 * @param topicId zero when the client names topics by name
 * @param topic empty when it names them by id
 * @param partition as in the request that named it last
 * @param knownAs the name of the topic of that id when the session began with it, null when there was none
 */
public record FetchAsked(
        Uuid topicId,
        String topic,
        FetchPartition partition,
        @Nullable String knownAs) {
    FetchKey key() {
        return new FetchKey(topicId, topic, partition.partition());
    }
}
