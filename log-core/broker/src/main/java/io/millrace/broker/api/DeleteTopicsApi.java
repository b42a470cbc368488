package io.millrace.broker.api;

import io.millrace.broker.coordinate.TopicCommands;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** DeleteTopics: by name, or from version 6 by id too. */
public final class DeleteTopicsApi implements Api {
    private final TopicCommands topics;

    /** By those commands. */
    public DeleteTopicsApi(TopicCommands topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.DELETE_TOPICS;
    }

    @Override
    public void handle(Call call) {
        topics.delete(call.body(DeleteTopicsRequestData.class), call.version(), call::answer);
    }
}
