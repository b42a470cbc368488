package io.millrace.platform.cli;

import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.Errors;

/** What a cluster's refusal says about a topic, without the topic's name, which the command's line names once. */
final class Why {
    private Why() {}

    static String of(String topic, ApiException failure) {
        if (failure instanceof TopicExistsException) {
            return "exists already";
        }
        if (failure instanceof UnknownTopicOrPartitionException) {
            return "does not exist";
        }
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        if (message.startsWith(topic + ": ")) {
            message = message.substring(topic.length() + 2);
        }
        return message.isBlank() || message.equals(topic)
                ? Errors.forException(failure).message()
                : message;
    }
}
