package io.millrace.coordinator.transaction;

import io.millrace.wire.message.TransactionRecords.TopicPartitions;
import io.millrace.wire.message.TransactionRecords.TransactionRecord;
import io.millrace.wire.message.TransactionRecords.TransactionValue;
import java.util.List;

/** The next record of a transactional id, changed from the one before field by field. Owned by one decision. */
final class Change {
    private final String id;
    private long producerId;
    private short epoch;
    private long previousProducerId;
    private long nextProducerId;
    private int timeoutMs;
    private List<TopicPartitions> partitions;
    private long startMs;
    private short version;

    private Change(String id, TransactionValue from) {
        this.id = id;
        this.producerId = from.producerId();
        this.epoch = from.producerEpoch();
        this.previousProducerId = from.previousProducerId();
        this.nextProducerId = from.nextProducerId();
        this.timeoutMs = from.timeoutMs();
        this.partitions = from.partitions();
        this.startMs = from.startTimestampMs();
        this.version = from.clientVersion();
    }

    static Change of(Transaction transaction) {
        return new Change(transaction.id(), transaction.stored());
    }

    /** The first record of an id. */
    static TransactionRecord first(String id, long producerId, int timeoutMs, long wallMs) {
        return new TransactionRecord(
                id,
                new TransactionValue(
                        producerId,
                        (short) 0,
                        -1,
                        -1,
                        Transaction.NO_EPOCH,
                        timeoutMs,
                        TransactionState.EMPTY.id(),
                        List.of(),
                        wallMs,
                        -1,
                        (short) 0));
    }

    Change epoch(int newEpoch) {
        epoch = (short) newEpoch;
        return this;
    }

    /** Goes on under a new id, from epoch 0. */
    Change producer(long newId) {
        previousProducerId = producerId;
        producerId = newId;
        nextProducerId = -1;
        epoch = 0;
        return this;
    }

    Change nextProducer(long id) {
        nextProducerId = id;
        return this;
    }

    Change timeout(int ms) {
        timeoutMs = ms;
        return this;
    }

    Change partitions(List<TopicPartitions> all) {
        partitions = all;
        return this;
    }

    Change started(long wallMs) {
        startMs = wallMs;
        return this;
    }

    Change version(short clientVersion) {
        version = clientVersion;
        return this;
    }

    TransactionRecord to(TransactionState state, long wallMs) {
        short nextEpoch = nextProducerId == -1 ? Transaction.NO_EPOCH : 0;
        return new TransactionRecord(
                id,
                new TransactionValue(
                        producerId,
                        epoch,
                        previousProducerId,
                        nextProducerId,
                        nextEpoch,
                        timeoutMs,
                        state.id(),
                        partitions,
                        wallMs,
                        startMs,
                        version));
    }
}
