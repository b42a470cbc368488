package io.millrace.wire.message;

import io.millrace.wire.message.MetadataRecord.BrokerEndpoint;
import io.millrace.wire.message.MetadataRecord.BrokerFeature;
import io.millrace.wire.message.MetadataRecord.Config;
import io.millrace.wire.message.MetadataRecord.FeatureLevel;
import io.millrace.wire.message.MetadataRecord.NoOp;
import io.millrace.wire.message.MetadataRecord.Partition;
import io.millrace.wire.message.MetadataRecord.ProducerIds;
import io.millrace.wire.message.MetadataRecord.RegisterBroker;
import io.millrace.wire.message.MetadataRecord.RemoveTopic;
import io.millrace.wire.message.MetadataRecord.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's bytes of the metadata records: a frame version, the type, its version, then the fields, all of them in the
 * flexible encoding. Written are the versions that Apache Kafka writes since metadata version 4.0-IV1.
 */
final class MetadataRecordCodec {
    private static final int FRAME_VERSION = 1;
    private static final int REGISTER_BROKER = 0;
    private static final int TOPIC = 2;
    private static final int PARTITION = 3;
    private static final int CONFIG = 4;
    private static final int REMOVE_TOPIC = 9;
    private static final int FEATURE_LEVEL = 12;
    private static final int PRODUCER_IDS = 15;
    private static final int NO_OP = 20;

    private static final int REGISTER_BROKER_VERSION = 3;
    private static final int REGISTER_BROKER_NEWEST = 4;
    private static final int PARTITION_VERSION = 2;

    private MetadataRecordCodec() {}

    static byte[] encode(MetadataRecord record) {
        if (record instanceof RegisterBroker) {
            return registerBroker((RegisterBroker) record);
        }
        if (record instanceof Topic) {
            Topic topic = (Topic) record;
            return end(begin(TOPIC, 0).compactString(topic.name()).uuid(topic.topicId()));
        }
        if (record instanceof Partition) {
            return partition((Partition) record);
        }
        if (record instanceof Config) {
            Config config = (Config) record;
            return end(begin(CONFIG, 0)
                    .int8(config.resourceType())
                    .compactString(config.resourceName())
                    .compactString(config.name())
                    .compactString(config.value()));
        }
        if (record instanceof RemoveTopic) {
            return end(begin(REMOVE_TOPIC, 0).uuid(((RemoveTopic) record).topicId()));
        }
        if (record instanceof FeatureLevel) {
            FeatureLevel feature = (FeatureLevel) record;
            return end(begin(FEATURE_LEVEL, 0).compactString(feature.name()).int16(feature.level()));
        }
        if (record instanceof ProducerIds) {
            ProducerIds ids = (ProducerIds) record;
            return end(begin(PRODUCER_IDS, 0)
                    .int32(ids.brokerId())
                    .int64(ids.brokerEpoch())
                    .int64(ids.nextProducerId()));
        }
        return end(begin(NO_OP, 0));
    }

    static @Nullable MetadataRecord decode(ByteBuffer value) throws BadRequest {
        return ByteReader.read("metadata record", value, MetadataRecordCodec::read)
                .orElse(null);
    }

    private static ByteWriter begin(int type, int version) {
        return new ByteWriter()
                .unsignedVarint(FRAME_VERSION)
                .unsignedVarint(type)
                .unsignedVarint(version);
    }

    private static byte[] end(ByteWriter writer) {
        return writer.noTags().toBytes();
    }

    private static byte[] registerBroker(RegisterBroker broker) {
        ByteWriter writer = begin(REGISTER_BROKER, REGISTER_BROKER_VERSION)
                .int32(broker.brokerId())
                .bool(false) // a broker that migrates from ZooKeeper
                .uuid(broker.incarnationId())
                .int64(broker.brokerEpoch())
                .compactArray(
                        broker.endpoints(),
                        (w, e) -> w.compactString(e.name())
                                .compactString(e.host())
                                .int16(e.port())
                                .int16(e.securityProtocol())
                                .noTags())
                .compactArray(
                        broker.features(),
                        (w, f) -> w.compactString(f.name())
                                .int16(f.minVersion())
                                .int16(f.maxVersion())
                                .noTags())
                .compactString(broker.rack())
                .bool(broker.fenced())
                .bool(broker.inControlledShutdown());
        if (broker.logDirs().isEmpty()) {
            return end(writer);
        }
        return writer.unsignedVarint(1)
                .tag(0, new ByteWriter().compactArray(broker.logDirs(), ByteWriter::uuid))
                .toBytes();
    }

    private static byte[] partition(Partition partition) {
        return end(begin(PARTITION, PARTITION_VERSION)
                .int32(partition.partitionId())
                .uuid(partition.topicId())
                .compactArray(partition.replicas(), ByteWriter::int32)
                .compactArray(partition.isr(), ByteWriter::int32)
                .compactArray(List.<Integer>of(), ByteWriter::int32) // replicas being removed
                .compactArray(List.<Integer>of(), ByteWriter::int32) // replicas being added
                .int32(partition.leader())
                .int32(partition.leaderEpoch())
                .int32(partition.partitionEpoch())
                .compactArray(partition.directories(), ByteWriter::uuid));
    }

    private static Optional<MetadataRecord> read(ByteReader in) {
        int frame = in.unsignedVarint();
        if (frame != FRAME_VERSION) {
            throw new IllegalArgumentException("frame version " + frame);
        }
        int type = in.unsignedVarint();
        int version = in.unsignedVarint();
        MetadataRecord record = read(type, version, in);
        return Optional.ofNullable(record);
    }

    private static @Nullable MetadataRecord read(int type, int version, ByteReader in) {
        return switch (type) {
            case REGISTER_BROKER -> readBroker(checked(version, REGISTER_BROKER_NEWEST), in);
            case TOPIC -> new Topic(checked(version, in).compactString(), in.uuid());
            case PARTITION -> readPartition(checked(version, PARTITION_VERSION), in);
            case CONFIG ->
                new Config(
                        checked(version, in).int8(),
                        in.compactString(),
                        in.compactString(),
                        in.nullableCompactString());
            case REMOVE_TOPIC -> new RemoveTopic(checked(version, in).uuid());
            case FEATURE_LEVEL -> new FeatureLevel(checked(version, in).compactString(), in.int16());
            case PRODUCER_IDS -> new ProducerIds(checked(version, in).int32(), in.int64(), in.int64());
            case NO_OP -> new NoOp();
            default -> null;
        };
    }

    private static RegisterBroker readBroker(int version, ByteReader in) {
        int brokerId = in.int32();
        if (version >= 2) {
            in.bool();
        }
        Uuid incarnationId = in.uuid();
        long brokerEpoch = in.int64();
        List<BrokerEndpoint> endpoints = in.compactArray(MetadataRecordCodec::readEndpoint);
        List<BrokerFeature> features = in.compactArray(MetadataRecordCodec::readFeature);
        String rack = in.nullableCompactString();
        boolean fenced = in.bool();
        boolean inControlledShutdown = version >= 1 && in.bool();
        List<List<Uuid>> logDirs = new ArrayList<>(List.of(List.of()));
        in.eachTag((tag, field) -> {
            if (tag == 0) {
                logDirs.set(0, field.compactArray(ByteReader::uuid));
            }
        });
        return new RegisterBroker(
                brokerId,
                incarnationId,
                brokerEpoch,
                endpoints,
                features,
                rack,
                fenced,
                inControlledShutdown,
                logDirs.get(0));
    }

    private static BrokerEndpoint readEndpoint(ByteReader in) {
        BrokerEndpoint endpoint =
                new BrokerEndpoint(in.compactString(), in.compactString(), in.int16() & 0xFFFF, in.int16());
        in.skipTags();
        return endpoint;
    }

    private static BrokerFeature readFeature(ByteReader in) {
        BrokerFeature feature = new BrokerFeature(in.compactString(), in.int16(), in.int16());
        in.skipTags();
        return feature;
    }

    private static Partition readPartition(int version, ByteReader in) {
        int partitionId = in.int32();
        Uuid topicId = in.uuid();
        List<Integer> replicas = in.compactArray(ByteReader::int32);
        List<Integer> isr = in.compactArray(ByteReader::int32);
        in.compactArray(ByteReader::int32);
        in.compactArray(ByteReader::int32);
        return new Partition(
                partitionId,
                topicId,
                replicas,
                isr,
                in.int32(),
                in.int32(),
                in.int32(),
                version >= 1 ? in.compactArray(ByteReader::uuid) : List.of());
    }

    private static int checked(int version, int newest) {
        if (version < 0 || version > newest) {
            throw new IllegalArgumentException("version " + version);
        }
        return version;
    }

    private static ByteReader checked(int version, ByteReader in) {
        checked(version, 0);
        return in;
    }
}
