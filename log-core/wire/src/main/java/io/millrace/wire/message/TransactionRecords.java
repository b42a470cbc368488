package io.millrace.wire.message;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of {@code __transaction_state}, byte for byte as Apache Kafka's. <i>Immutable.</i> */
public final class TransactionRecords {
    private static final short KEY = 0;
    private static final short PLAIN = 0;
    private static final short FLEXIBLE = 1;
    private static final int PREVIOUS_ID = 0;
    private static final int NEXT_ID = 1;
    private static final int CLIENT_VERSION = 2;
    private static final int NEXT_EPOCH = 3;
    private static final short NO_EPOCH = -1;
    private static final byte EMPTY = 0;
    private static final byte LAST_STATUS = 7;

    private TransactionRecords() {}

    /** A transactional id's state, or that it is forgotten. */
    public record TransactionRecord(
            String transactionalId, @Nullable TransactionValue value) {
        /** The record's key. */
        public byte[] encodeKey() {
            return new ByteWriter().int16(KEY).string(transactionalId).toBytes();
        }

        /** The record's value, null for a tombstone. */
        public byte @Nullable [] encodeValue() {
            return value == null ? null : value.encode();
        }
    }

    /**
     * What is known of a transactional id.
     *
     * @param previousProducerId in use before the epochs ran out, -1 when none was
     * @param nextProducerId given to the client already while this transaction ends under the old one, -1 when none is
     * @param nextProducerEpoch of that, -1 when none is
     * @param status Kafka's number of the state
     * @param startTimestampMs of the transaction, -1 when none began
     * @param clientVersion the transaction.version that its client speaks
     */
    public record TransactionValue(
            long producerId,
            short producerEpoch,
            long previousProducerId,
            long nextProducerId,
            short nextProducerEpoch,
            int timeoutMs,
            byte status,
            List<TopicPartitions> partitions,
            long lastUpdateTimestampMs,
            long startTimestampMs,
            short clientVersion) {
        private byte[] encode() {
            ByteWriter writer = new ByteWriter()
                    .int16(FLEXIBLE)
                    .int64(producerId)
                    .int16(producerEpoch)
                    .int32(timeoutMs)
                    .int8(status);
            if (status == EMPTY) {
                // Null as a compact array.
                writer.unsignedVarint(0);
            } else {
                writer.compactArray(
                        partitions,
                        (out, each) -> out.compactString(each.topic())
                                .compactArray(each.partitions(), ByteWriter::int32)
                                .noTags());
            }
            return tags(writer.int64(lastUpdateTimestampMs).int64(startTimestampMs))
                    .toBytes();
        }

        private ByteWriter tags(ByteWriter writer) {
            int count = (previousProducerId == -1 ? 0 : 1)
                    + (nextProducerId == -1 ? 0 : 1)
                    + (clientVersion == 0 ? 0 : 1)
                    + (nextProducerEpoch == NO_EPOCH ? 0 : 1);
            writer.unsignedVarint(count);
            if (previousProducerId != -1) {
                writer.tag(PREVIOUS_ID, new ByteWriter().int64(previousProducerId));
            }
            if (nextProducerId != -1) {
                writer.tag(NEXT_ID, new ByteWriter().int64(nextProducerId));
            }
            if (clientVersion != 0) {
                writer.tag(CLIENT_VERSION, new ByteWriter().int16(clientVersion));
            }
            if (nextProducerEpoch != NO_EPOCH) {
                writer.tag(NEXT_EPOCH, new ByteWriter().int16(nextProducerEpoch));
            }
            return writer;
        }

        private static TransactionValue read(ByteReader in) {
            short version = in.int16();
            if (version < PLAIN || version > FLEXIBLE) {
                throw new IllegalArgumentException("version " + version + " of a transaction's value is unknown");
            }
            long producerId = in.int64();
            short epoch = in.int16();
            int timeoutMs = in.int32();
            byte status = in.int8();
            if (status < EMPTY || status > LAST_STATUS) {
                throw new IllegalArgumentException("status " + status);
            }
            List<TopicPartitions> partitions = version == FLEXIBLE
                    ? in.nullableCompactArray(TopicPartitions::readFlexible)
                    : in.nullableArray(TopicPartitions::readPlain);
            long updated = in.int64();
            long started = in.int64();
            long[] ids = {-1, -1};
            short[] shorts = {0, NO_EPOCH};
            if (version == FLEXIBLE) {
                in.eachTag((tag, field) -> {
                    switch (tag) {
                        case PREVIOUS_ID -> ids[0] = field.int64();
                        case NEXT_ID -> ids[1] = field.int64();
                        case CLIENT_VERSION -> shorts[0] = field.int16();
                        case NEXT_EPOCH -> shorts[1] = field.int16();
                        default -> {
                            // Of a newer version, which says that we need not know it.
                        }
                    }
                });
            }
            return new TransactionValue(
                    producerId,
                    epoch,
                    ids[0],
                    ids[1],
                    shorts[1],
                    timeoutMs,
                    status,
                    partitions,
                    updated,
                    started,
                    shorts[0]);
        }
    }

    /** Partitions of one topic that a transaction wrote to. */
    public record TopicPartitions(String topic, List<Integer> partitions) {
        private static TopicPartitions readFlexible(ByteReader in) {
            TopicPartitions read = new TopicPartitions(in.compactString(), in.compactArray(ByteReader::int32));
            in.skipTags();
            return read;
        }

        private static TopicPartitions readPlain(ByteReader in) {
            return new TopicPartitions(in.string(), in.array(ByteReader::int32));
        }
    }

    /** Reads one; null when its key is of a kind that we do not know. */
    public static @Nullable TransactionRecord decode(ByteBuffer key, @Nullable ByteBuffer value) throws BadRequest {
        String transactionalId = ByteReader.read("transaction's key", key, in -> in.int16() == KEY ? in.string() : "");
        if (transactionalId.isEmpty()) {
            return null;
        }
        return new TransactionRecord(
                transactionalId,
                value == null ? null : ByteReader.read("transaction's value", value, TransactionValue::read));
    }
}
