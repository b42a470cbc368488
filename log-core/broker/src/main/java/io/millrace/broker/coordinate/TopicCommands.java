package io.millrace.broker.coordinate;

import java.util.function.Consumer;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;

/** Creates and deletes topics, and answers when partitions and image have followed. <i>Any thread.</i> */
public final class TopicCommands {
    private final CatalogHost catalog;
    private final Topics topics;

    /** Decided by that catalog, followed by those topics. */
    public TopicCommands(CatalogHost catalog, Topics topics) {
        this.catalog = catalog;
        this.topics = topics;
    }

    /** Answers when every partition of the new topics accepts writes. */
    public void create(CreateTopicsRequestData request, Consumer<CreateTopicsResponseData> answer) {
        catalog.ask(it -> it.createTopics(request, created -> topics.whenServed(() -> answer.accept(created))));
    }

    /** Answers when nobody can read or write the topics any more. */
    public void delete(DeleteTopicsRequestData request, short version, Consumer<DeleteTopicsResponseData> answer) {
        catalog.ask(
                it -> it.deleteTopics(request, version, deleted -> topics.whenServed(() -> answer.accept(deleted))));
    }
}
