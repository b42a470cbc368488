package io.millrace.broker.coordinate;

import io.millrace.coordinator.config.ConfigChange;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;

/** Changes the catalog, and answers when partitions and image have followed. <i>Any thread.</i> */
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
        catalog.ask(it -> it.createTopics(request, served(answer)));
    }

    /** Answers when nobody can read or write the topics any more. */
    public void delete(DeleteTopicsRequestData request, short version, Consumer<DeleteTopicsResponseData> answer) {
        catalog.ask(it -> it.deleteTopics(request, version, served(answer)));
    }

    /** Answers when every new partition accepts writes. */
    public void createPartitions(CreatePartitionsRequestData request, Consumer<CreatePartitionsResponseData> answer) {
        catalog.ask(it -> it.createPartitions(request, served(answer)));
    }

    /** Answers, in the order of the changes, when all partitions act by what was changed. */
    public void alterConfigs(
            List<ConfigChange> changes, boolean validateOnly, Consumer<List<ConfigChange.Outcome>> answer) {
        catalog.ask(it -> it.alterConfigs(changes, validateOnly, served(answer)));
    }

    /** Answers when clients are told of the new levels. */
    public void updateFeatures(
            UpdateFeaturesRequestData request, short version, Consumer<UpdateFeaturesResponseData> answer) {
        catalog.ask(it -> it.updateFeatures(request, version, served(answer)));
    }

    private <A> Consumer<A> served(Consumer<A> answer) {
        return decided -> topics.whenServed(() -> answer.accept(decided));
    }
}
