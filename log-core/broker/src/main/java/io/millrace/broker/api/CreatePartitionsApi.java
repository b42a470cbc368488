package io.millrace.broker.api;

import io.millrace.broker.coordinate.TopicCommands;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** CreatePartitions: answered when every new partition accepts writes. */
public final class CreatePartitionsApi implements Api {
    private final TopicCommands topics;

    /** By those commands. */
    public CreatePartitionsApi(TopicCommands topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.CREATE_PARTITIONS;
    }

    @Override
    public void handle(Call call) {
        topics.createPartitions(call.body(CreatePartitionsRequestData.class), call::answer);
    }
}
