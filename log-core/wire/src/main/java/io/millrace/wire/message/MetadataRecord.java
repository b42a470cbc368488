package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** The records of {@code __cluster_metadata}, byte for byte as Apache Kafka's. <i>Immutable.</i> */
public sealed interface MetadataRecord {
    /** A broker came (or came again). */
    record RegisterBroker(
            int brokerId,
            Uuid incarnationId,
            long brokerEpoch,
            List<BrokerEndpoint> endpoints,
            List<BrokerFeature> features,
            @Nullable String rack,
            boolean fenced,
            boolean inControlledShutdown,
            List<Uuid> logDirs)
            implements MetadataRecord {}

    /** Where a broker listens; the security protocol is Kafka's number, 0 for plain text. */
    record BrokerEndpoint(String name, String host, int port, short securityProtocol) {}

    /** A feature's versions that a broker supports. */
    record BrokerFeature(String name, short minVersion, short maxVersion) {}

    /** A topic was created. */
    record Topic(String name, Uuid topicId) implements MetadataRecord {}

    /** A partition was created, or is stated anew. */
    record Partition(
            int partitionId,
            Uuid topicId,
            List<Integer> replicas,
            List<Integer> isr,
            int leader,
            int leaderEpoch,
            int partitionEpoch,
            List<Uuid> directories)
            implements MetadataRecord {}

    /** A configuration value was set, or, when null, removed. Resource types: 2 topic, 4 broker. */
    record Config(
            byte resourceType,
            String resourceName,
            String name,
            @Nullable String value) implements MetadataRecord {}

    /** A topic was deleted. */
    record RemoveTopic(Uuid topicId) implements MetadataRecord {}

    /** Producer ids below the next one are handed out. */
    record ProducerIds(int brokerId, long brokerEpoch, long nextProducerId) implements MetadataRecord {}

    /** A feature is finalised at that level; 0 removes it. */
    record FeatureLevel(String name, short level) implements MetadataRecord {}

    /** Nothing but an offset. */
    record NoOp() implements MetadataRecord {}

    /** The record's value, framed. */
    default byte[] encode() {
        return MetadataRecordCodec.encode(this);
    }

    /** Reads a record's value; null when its type is one that we do not know. */
    static @Nullable MetadataRecord decode(ByteBuffer value) throws BadRequest {
        return MetadataRecordCodec.decode(value);
    }
}
