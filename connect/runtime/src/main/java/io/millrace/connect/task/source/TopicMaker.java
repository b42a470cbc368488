package io.millrace.connect.task.source;

import io.millrace.client.ClientThread;
import io.millrace.client.admin.Admin;
import io.millrace.client.admin.NewTopic;
import io.millrace.client.metadata.TopicInfo;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.connect.errors.ConnectException;

/** Makes a topic before its first record, if the config says how. Owned by one thread. */
final class TopicMaker {
    private final ClientThread client;
    private final TopicGroups groups;

    TopicMaker(ClientThread client, TopicGroups groups) {
        this.client = client;
        this.groups = groups;
    }

    /** Waits until the topic is there, or known to be left to the cluster. */
    void ensure(String topic) throws InterruptedException {
        NewTopic wanted = groups.topic(topic);
        if (wanted == null) {
            return;
        }
        // Made without looking first: to ask for a topic by name might make it, with the cluster's defaults.
        Admin.Outcomes outcomes =
                await(topic, client.ask((log, answer) -> log.admin().createTopics(List.of(wanted), answer)));
        ApiException failure = outcomes.failures().get(topic);
        if (failure == null || failure instanceof TopicExistsException || isThere(topic)) {
            return;
        }
        throw new ConnectException("topic " + topic + " cannot be made: " + failure.getMessage(), failure);
    }

    /** Who may not make topics may still write to one. */
    private boolean isThere(String topic) throws InterruptedException {
        List<TopicInfo> all =
                await(topic, client.ask((log, answer) -> log.admin().listTopics(answer)));
        return all.stream().anyMatch(each -> each.name().equals(topic));
    }

    private static <T> T await(String topic, CompletableFuture<T> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new ConnectException("topic " + topic + " cannot be made: " + e.getCause(), e.getCause());
        }
    }
}
