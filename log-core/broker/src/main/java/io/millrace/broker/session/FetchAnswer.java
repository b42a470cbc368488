package io.millrace.broker.session;

import java.util.List;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** An answer in the making: partitions in order, neighbours of one topic under one heading. */
final class FetchAnswer {
    private final FetchResponseData response = new FetchResponseData();
    private @Nullable FetchableTopicResponse last;

    FetchAnswer(int sessionId) {
        response.setSessionId(sessionId);
    }

    void add(FetchAsked asked, PartitionData data) {
        FetchableTopicResponse topic = last;
        if (topic == null
                || !topic.topicId().equals(asked.topicId())
                || !topic.topic().equals(asked.topic())) {
            topic = new FetchableTopicResponse().setTopic(asked.topic()).setTopicId(asked.topicId());
            response.responses().add(topic);
            last = topic;
        }
        topic.partitions().add(data);
    }

    FetchResponseData done() {
        return response;
    }

    /** Nothing but an error; of a session it has no number. */
    static FetchResponseData refusal(Errors error, int sessionId) {
        return new FetchResponseData().setErrorCode(error.code()).setSessionId(sessionId);
    }

    /** A topic was made anew under its name: the whole answer says so, for the client's metadata are old. */
    static boolean inconsistent(List<PartitionData> found) {
        for (PartitionData each : found) {
            if (each.errorCode() == Errors.INCONSISTENT_TOPIC_ID.code()) {
                return true;
            }
        }
        return false;
    }
}
