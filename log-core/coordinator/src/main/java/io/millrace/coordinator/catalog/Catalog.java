package io.millrace.coordinator.catalog;

import io.millrace.coordinator.replay.CommitLog;
import io.millrace.coordinator.replay.Outcome;
import io.millrace.wire.message.MetadataRecord;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import java.util.function.Consumer;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;

/** The cluster's metadata over its log: commands in, answers and images out, when committed. <i>Loop-owned.</i> */
public final class Catalog {
    /** Empty and loading; each committed state goes to the publisher, on this loop. */
    public Catalog(
            CatalogLimits limits, TopicIds ids, CommitLog<MetadataRecord> log, Consumer<CatalogImage> publisher) {}

    /** Takes a record from the log while loading. */
    public void replay(long offset, MetadataRecord record) {
        throw new UnsupportedOperationException();
    }

    /** The log was read to its end; the first image is published. */
    public void loaded() {
        throw new UnsupportedOperationException();
    }

    /** Everything below the offset is durable. */
    public void committed(long offset) {
        throw new UnsupportedOperationException();
    }

    /** The log is lost: who waits is told NOT_CONTROLLER. */
    public void resign() {
        throw new UnsupportedOperationException();
    }

    /** States that this broker is here (again). Topics are placed on the brokers registered. */
    public void registerBroker(RegisterBroker broker, Consumer<Outcome<RegisterBroker>> answer) {
        throw new UnsupportedOperationException();
    }

    /** Creates topics, each for itself; internal ones too (the caller says who may). */
    public void createTopics(CreateTopicsRequestData request, Consumer<CreateTopicsResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** Deletes topics by name or id, each for itself. */
    public void deleteTopics(
            DeleteTopicsRequestData request, short version, Consumer<DeleteTopicsResponseData> answer) {
        throw new UnsupportedOperationException();
    }

    /** Hands out producer ids that were never handed out. */
    public void allocateProducerIds(int brokerId, long brokerEpoch, Consumer<Outcome<ProducerIdBlock>> answer) {
        throw new UnsupportedOperationException();
    }
}
