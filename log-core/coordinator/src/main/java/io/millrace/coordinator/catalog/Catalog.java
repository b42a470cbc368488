package io.millrace.coordinator.catalog;

import io.millrace.coordinator.config.ConfigChange;
import io.millrace.coordinator.replay.CommitLog;
import io.millrace.coordinator.replay.Decision;
import io.millrace.coordinator.replay.Outcome;
import io.millrace.coordinator.replay.Replicated;
import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.protocol.Errors;

/** The cluster's metadata over its log: commands in, answers and images out, when committed. <i>Loop-owned.</i> */
public final class Catalog {
    private final CatalogLimits limits;
    private final Supplier<Uuid> ids;
    private final Replicated<CatalogMachine, MetadataRecord> catalog;

    /** Empty and loading; each committed state goes to the publisher, on this loop. */
    public Catalog(
            CatalogLimits limits, Supplier<Uuid> ids, CommitLog<MetadataRecord> log, Consumer<CatalogImage> publisher) {
        this.limits = limits;
        this.ids = ids;
        this.catalog = new Replicated<>(CatalogMachine::new, log, machine -> {
            CatalogImage image = machine.image();
            return () -> publisher.accept(image);
        });
    }

    /** Takes a record from the log while loading. */
    public void replay(long offset, MetadataRecord record) {
        catalog.replay(offset, record);
    }

    /** The log was read to its end; the first image is published. */
    public void loaded() {
        catalog.loaded();
    }

    /** Everything below the offset is durable. */
    public void committed(long offset) {
        catalog.committed(offset);
    }

    /** The log is lost: who waits is told NOT_CONTROLLER, and so is who asks from now on. */
    public void resign() {
        catalog.resign();
    }

    /** Starts loading anew after {@link #resign}. */
    public void load() {
        catalog.load();
    }

    /** States that this broker is here (again); answers with the epoch that it got. Topics are placed on it. */
    public void registerBroker(RegisterBroker broker, Consumer<Outcome<RegisterBroker>> answer) {
        catalog.command(machine -> machine.register(broker), outcome -> answer.accept(orNotController(outcome)));
    }

    /** Creates topics, each for itself; internal ones too (the caller says who may). */
    public void createTopics(CreateTopicsRequestData request, Consumer<CreateTopicsResponseData> answer) {
        catalog.<CreateTopicsResponseData>command(
                machine -> {
                    TopicCreation creation = new TopicCreation(machine, limits, ids);
                    CreateTopicsResponseData decided = creation.create(request);
                    return new Decision<>(creation.records(), decided);
                },
                outcome -> answer.accept(outcome.orElse(error -> notController(request))));
    }

    /** Deletes topics by name or id, each for itself; internal ones are kept. */
    public void deleteTopics(
            DeleteTopicsRequestData request, short version, Consumer<DeleteTopicsResponseData> answer) {
        catalog.<DeleteTopicsResponseData>command(
                machine -> {
                    TopicDeletion deletion = new TopicDeletion(machine);
                    DeleteTopicsResponseData decided = deletion.delete(request, version);
                    return new Decision<>(deletion.records(), decided);
                },
                outcome -> answer.accept(outcome.orElse(error -> notController(request, version))));
    }

    /** Adds partitions to topics, each for itself. */
    public void createPartitions(CreatePartitionsRequestData request, Consumer<CreatePartitionsResponseData> answer) {
        catalog.<CreatePartitionsResponseData>command(
                machine -> {
                    PartitionCreation creation = new PartitionCreation(machine, limits);
                    CreatePartitionsResponseData decided = creation.create(request);
                    return new Decision<>(creation.records(), decided);
                },
                outcome -> answer.accept(outcome.orElse(error -> notController(request))));
    }

    /** Changes configurations, each resource for itself. */
    public void alterConfigs(
            List<ConfigChange> changes, boolean validateOnly, Consumer<List<ConfigChange.Outcome>> answer) {
        catalog.<List<ConfigChange.Outcome>>command(
                machine -> {
                    ConfigAlteration alteration = new ConfigAlteration(machine, limits, validateOnly);
                    List<ConfigChange.Outcome> decided = alteration.alter(changes);
                    return new Decision<>(alteration.records(), decided);
                },
                outcome -> answer.accept(outcome.orElse(error -> changes.stream()
                        .map(change -> new ConfigChange.Outcome(change.resource(), Errors.NOT_CONTROLLER, null))
                        .toList())));
    }

    /** Finalises features at other levels. */
    public void updateFeatures(
            UpdateFeaturesRequestData request, short version, Consumer<UpdateFeaturesResponseData> answer) {
        catalog.<UpdateFeaturesResponseData>command(
                machine -> {
                    FeatureUpdate update = new FeatureUpdate(machine);
                    UpdateFeaturesResponseData decided = update.update(request, version);
                    return new Decision<>(update.records(), decided);
                },
                outcome -> answer.accept(
                        outcome.orElse(error -> FeatureUpdate.answer(request, version, Errors.NOT_CONTROLLER, null))));
    }

    /** Hands out producer ids that were never handed out. */
    public void allocateProducerIds(int brokerId, long brokerEpoch, Consumer<Outcome<ProducerIdBlock>> answer) {
        catalog.command(
                machine -> machine.allocateProducerIds(brokerId, brokerEpoch),
                outcome -> answer.accept(orNotController(outcome)));
    }

    private static <A> Outcome<A> orNotController(Outcome<A> outcome) {
        return outcome.error() == Errors.NONE ? outcome : Outcome.failed(Errors.NOT_CONTROLLER);
    }

    private static CreateTopicsResponseData notController(CreateTopicsRequestData request) {
        CreateTopicsResponseData answer = new CreateTopicsResponseData();
        request.topics()
                .forEach(topic -> answer.topics()
                        .add(new CreatableTopicResult()
                                .setName(topic.name())
                                .setErrorCode(Errors.NOT_CONTROLLER.code())));
        return answer;
    }

    private static CreatePartitionsResponseData notController(CreatePartitionsRequestData request) {
        CreatePartitionsResponseData answer = new CreatePartitionsResponseData();
        request.topics()
                .forEach(topic -> answer.results()
                        .add(new CreatePartitionsTopicResult()
                                .setName(topic.name())
                                .setErrorCode(Errors.NOT_CONTROLLER.code())));
        return answer;
    }

    private static DeleteTopicsResponseData notController(DeleteTopicsRequestData request, short version) {
        DeleteTopicsResponseData answer = new DeleteTopicsResponseData();
        TopicDeletion.asked(request, version)
                .forEach(topic -> answer.responses()
                        .add(new DeletableTopicResult()
                                .setName(topic.name())
                                .setTopicId(topic.topicId())
                                .setErrorCode(Errors.NOT_CONTROLLER.code())));
        return answer;
    }
}
