package io.millrace.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.ConfigRecord;
import org.apache.kafka.common.metadata.FeatureLevelRecord;
import org.apache.kafka.common.metadata.NoOpRecord;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.ProducerIdsRecord;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.common.metadata.RemoveTopicRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.metadata.UnregisterBrokerRecord;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenMetadataRecordsTest {
    private static final Uuid ID = new Uuid(-1, 77);
    private static final Uuid DIRECTORY = new Uuid(5, 6);

    static Stream<Arguments> pairs() {
        return Stream.of(
                Arguments.of(
                        broker(List.of(DIRECTORY), "räck"), kafkaBroker("räck").setLogDirs(List.of(DIRECTORY)), 3),
                Arguments.of(broker(List.of(), null), kafkaBroker(null), 3),
                Arguments.of(new Topic("t", ID), new TopicRecord().setName("t").setTopicId(ID), 0),
                Arguments.of(partition(), kafkaPartition(), 2),
                Arguments.of(config("delete"), kafkaConfig("delete"), 0),
                Arguments.of(config(null), kafkaConfig(null), 0),
                Arguments.of(config("x".repeat(20_000)), kafkaConfig("x".repeat(20_000)), 0),
                Arguments.of(new RemoveTopic(ID), new RemoveTopicRecord().setTopicId(ID), 0),
                Arguments.of(
                        new ProducerIds(1, 44, 2000),
                        new ProducerIdsRecord()
                                .setBrokerId(1)
                                .setBrokerEpoch(44)
                                .setNextProducerId(2000),
                        0),
                Arguments.of(
                        new FeatureLevel("metadata.version", (short) 25),
                        new FeatureLevelRecord().setName("metadata.version").setFeatureLevel((short) 25),
                        0),
                Arguments.of(new NoOp(), new NoOpRecord(), 0));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void oursAreKafkasByteForByteAndReadBack(MetadataRecord ours, ApiMessage kafkas, int version) throws BadRequest {
        byte[] bytes = ours.encode();

        assertThat(bytes).isEqualTo(framed(kafkas, version));
        assertThat(MetadataRecord.decode(ByteBuffer.wrap(bytes))).isEqualTo(ours);
    }

    @Test
    void olderAndNewerVersionsAreRead() throws BadRequest {
        for (int version = 0; version <= 4; version++) {
            RegisterBrokerRecord kafkas = kafkaBroker("r").setInControlledShutdown(version >= 1);
            if (version >= 3) {
                kafkas.setLogDirs(List.of(DIRECTORY));
            }
            if (version >= 4) {
                kafkas.setCordonedLogDirs(List.of(DIRECTORY));
            }
            RegisterBroker read = (RegisterBroker) decode(framed(kafkas, version));
            assertThat(read.logDirs()).isEqualTo(version >= 3 ? List.of(DIRECTORY) : List.of());
            assertThat(read.inControlledShutdown()).isEqualTo(version >= 1);
            assertThat(read.endpoints()).hasSize(2);
        }
        Partition old = (Partition) decode(framed(kafkaPartition().setDirectories(List.of()), 0));
        assertThat(old.directories()).isEmpty();
        assertThat(old.leaderEpoch()).isEqualTo(4);
    }

    @Test
    void aTypeThatWeDoNotKnowIsNoError() throws BadRequest {
        assertThat(decode(framed(new UnregisterBrokerRecord(), 0))).isNull();
    }

    @Test
    void anotherFrameOrAVersionFromTheFutureIsRefused() {
        assertThatThrownBy(() -> decode(new byte[] {2, 2, 0, 0})).isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> decode(new byte[] {1, 2, 9, 0})).isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> decode(new byte[0])).isInstanceOf(BadRequest.class);
    }

    @Property(tries = 3000)
    void garbageIsRefusedOrRead(@ForAll @Size(max = 80) byte[] garbage, @ForAll byte type) {
        byte[] bytes = ByteBuffer.allocate(garbage.length + 3)
                .put((byte) 1)
                .put((byte) (Math.abs(type) % 21))
                .put((byte) 0)
                .put(garbage)
                .array();
        String outcome;
        try {
            outcome = String.valueOf(decode(bytes));
        } catch (BadRequest e) {
            outcome = e.getMessage();
        }
        assertThat(outcome).isNotNull();
    }

    private static MetadataRecord decode(byte[] bytes) throws BadRequest {
        return MetadataRecord.decode(ByteBuffer.wrap(bytes));
    }

    /** As Kafka's own serde for the metadata log frames it; that class lives in a jar of its server. */
    private static byte[] framed(ApiMessage message, int version) {
        ByteBuffer body =
                MessageUtil.toByteBufferAccessor(message, (short) version).buffer();
        ByteBuffer all = ByteBuffer.allocate(body.remaining() + 15);
        ByteUtils.writeUnsignedVarint(1, all);
        ByteUtils.writeUnsignedVarint(message.apiKey(), all);
        ByteUtils.writeUnsignedVarint(version, all);
        byte[] bytes = new byte[all.put(body).flip().remaining()];
        all.get(bytes);
        return bytes;
    }

    private static RegisterBroker broker(List<Uuid> directories, String rack) {
        return new RegisterBroker(
                1,
                ID,
                9,
                List.of(
                        new BrokerEndpoint("PLAINTEXT", "127.0.0.1", 9092, (short) 0),
                        new BrokerEndpoint("OTHER", "::1", 65_000, (short) 0)),
                List.of(new BrokerFeature("metadata.version", (short) 7, (short) 25)),
                rack,
                false,
                false,
                directories);
    }

    private static RegisterBrokerRecord kafkaBroker(String rack) {
        RegisterBrokerRecord.BrokerEndpointCollection endpoints = new RegisterBrokerRecord.BrokerEndpointCollection();
        endpoints.add(endpoint("PLAINTEXT", "127.0.0.1", 9092));
        endpoints.add(endpoint("OTHER", "::1", 65_000));
        RegisterBrokerRecord.BrokerFeatureCollection features = new RegisterBrokerRecord.BrokerFeatureCollection();
        features.add(new RegisterBrokerRecord.BrokerFeature()
                .setName("metadata.version")
                .setMinSupportedVersion((short) 7)
                .setMaxSupportedVersion((short) 25));
        return new RegisterBrokerRecord()
                .setBrokerId(1)
                .setIncarnationId(ID)
                .setBrokerEpoch(9)
                .setEndPoints(endpoints)
                .setFeatures(features)
                .setRack(rack)
                .setFenced(false);
    }

    private static RegisterBrokerRecord.BrokerEndpoint endpoint(String name, String host, int port) {
        return new RegisterBrokerRecord.BrokerEndpoint()
                .setName(name)
                .setHost(host)
                .setPort(port)
                .setSecurityProtocol((short) 0);
    }

    private static Partition partition() {
        return new Partition(3, ID, List.of(1, 2), List.of(1), 1, 4, 5, List.of(DIRECTORY, ID));
    }

    private static PartitionRecord kafkaPartition() {
        return new PartitionRecord()
                .setPartitionId(3)
                .setTopicId(ID)
                .setReplicas(List.of(1, 2))
                .setIsr(List.of(1))
                .setLeader(1)
                .setLeaderEpoch(4)
                .setPartitionEpoch(5)
                .setDirectories(List.of(DIRECTORY, ID));
    }

    private static Config config(String value) {
        return new Config((byte) 2, "topic", "cleanup.policy", value);
    }

    private static ConfigRecord kafkaConfig(String value) {
        return new ConfigRecord()
                .setResourceType((byte) 2)
                .setResourceName("topic")
                .setName("cleanup.policy")
                .setValue(value);
    }
}
