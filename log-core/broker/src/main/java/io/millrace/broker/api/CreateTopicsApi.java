package io.millrace.broker.api;

import io.millrace.broker.coordinate.TopicCommands;
import io.millrace.coordinator.catalog.TopicNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/** CreateTopics: answered when every partition accepts writes, so that nothing sent at once after it is lost. */
public final class CreateTopicsApi implements Api {
    private final TopicCommands topics;

    /** By those commands. */
    public CreateTopicsApi(TopicCommands topics) {
        this.topics = topics;
    }

    @Override
    public ApiKeys key() {
        return ApiKeys.CREATE_TOPICS;
    }

    @Override
    public void handle(Call call) {
        CreateTopicsRequestData request = call.body(CreateTopicsRequestData.class);
        CreateTopicsRequestData allowed =
                new CreateTopicsRequestData().setTimeoutMs(request.timeoutMs()).setValidateOnly(request.validateOnly());
        List<CreatableTopicResult> refused = new ArrayList<>();
        for (CreatableTopic topic : request.topics()) {
            // It has a form of its own, and the log creates it itself when it is needed.
            if (topic.name().equals(TopicNames.TRANSACTION_STATE)) {
                refused.add(new CreatableTopicResult()
                        .setName(topic.name())
                        .setErrorCode(Errors.INVALID_REQUEST.code())
                        .setErrorMessage(topic.name() + " is the log's own to create"));
            } else {
                allowed.topics().mustAdd(topic.duplicate());
            }
        }
        topics.create(allowed, created -> call.answer(with(created, refused)));
    }

    private static CreateTopicsResponseData with(CreateTopicsResponseData created, List<CreatableTopicResult> refused) {
        refused.forEach(created.topics()::mustAdd);
        return created;
    }
}
