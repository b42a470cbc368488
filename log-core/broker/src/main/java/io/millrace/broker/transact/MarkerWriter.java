package io.millrace.broker.transact;

import io.millrace.base.Loop;
import io.millrace.broker.coordinate.GroupHosts;
import io.millrace.broker.coordinate.Topics;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.PartitionKey;
import io.millrace.broker.partition.Partitions;
import io.millrace.coordinator.catalog.TopicImage;
import io.millrace.coordinator.catalog.TopicNames;
import io.millrace.coordinator.transaction.Ended;
import io.millrace.wire.record.EndMarker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the markers of ended transactions into their partitions, on the partitions' loops. <i>Any thread.</i> */
final class MarkerWriter {
    private static final Logger LOG = LoggerFactory.getLogger(MarkerWriter.class);
    private static final long RETRY_MS = 100;

    private final Topics topics;
    private final Partitions partitions;
    private final GroupHosts groups;

    MarkerWriter(Topics topics, Partitions partitions, GroupHosts groups) {
        this.topics = topics;
        this.partitions = partitions;
        this.groups = groups;
    }

    /** Writes all of them, again and again until they are there, unless stopped; then calls back on the loop. */
    void write(Ended ended, int coordinatorEpoch, Loop loop, BooleanSupplier stopped, Runnable done) {
        if (ended.partitions().isEmpty()) {
            // Posted: who decides this must not be called back inside its decision.
            loop.execute(done);
            return;
        }
        AtomicInteger left = new AtomicInteger(ended.partitions().size());
        EndMarker marker = new EndMarker(ended.committed(), coordinatorEpoch);
        for (TopicPartition each : ended.partitions()) {
            writeOne(ended, each, marker, loop, stopped, () -> {
                if (left.decrementAndGet() == 0) {
                    loop.execute(done);
                }
            });
        }
    }

    private void writeOne(
            Ended ended, TopicPartition at, EndMarker marker, Loop loop, BooleanSupplier stopped, Runnable done) {
        write(at, ended.producerId(), ended.epoch(), marker, ended.version(), error -> {
            switch (error) {
                case NONE -> done.run();
                case INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED -> {
                    // Somebody newer has ended it there.
                    LOG.warn("no marker of {} in {}: {}", ended.transactionalId(), at, error);
                    done.run();
                }
                default ->
                    loop.execute(() -> {
                        if (!stopped.getAsBoolean()) {
                            loop.schedule(RETRY_MS, () -> writeOne(ended, at, marker, loop, stopped, done));
                        }
                    });
            }
        });
    }

    /** One marker; NONE too when there is no such partition any more. */
    void write(
            TopicPartition at, long producerId, short epoch, EndMarker marker, short version, Consumer<Errors> done) {
        TopicImage topic = topics.served().image().topic(at.topic());
        if (topic == null || at.partition() >= topic.partitionCount()) {
            done.accept(Errors.NONE);
            return;
        }
        if (at.topic().equals(TopicNames.CONSUMER_OFFSETS)) {
            groups.endTransaction(at.partition(), producerId, epoch, marker, version, done);
            return;
        }
        PartitionKey key = new PartitionKey(topic.id(), at.partition());
        Partitions.Shard shard = partitions.shardOf(key);
        shard.loop().run(() -> {
            Partition partition = shard.get(key);
            if (partition == null) {
                done.accept(shard.whyNot(key));
            } else {
                partition.appendMarker(
                        producerId, epoch, marker, version, (error, why, base, start) -> done.accept(error));
            }
        });
    }
}
