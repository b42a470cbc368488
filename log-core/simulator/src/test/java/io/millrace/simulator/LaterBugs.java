package io.millrace.simulator;

import io.millrace.simulator.scenario.Sabotage;
import io.millrace.storage.disk.Disk;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import io.millrace.wire.record.BatchHeader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.record.internal.BaseRecords;

/** Bugs around transactions, groups and compaction, made at the rim as {@link Bugs}; each run gets a fresh one. */
final class LaterBugs {
    private LaterBugs() {}

    /** A copier commits as far as it has read, and only then sends what it made of it. */
    static final Supplier<Sabotage> OFFSETS_BEFORE_SENDS = () -> new Sabotage() {
        @Override
        public boolean offsetsBeforeSends() {
            return true;
        }
    };

    /** Whoever ends a transaction ends that of the id's newest epoch, however old his own is. */
    static final Supplier<Sabotage> NO_EPOCH_CHECK = () -> new Sabotage() {
        private final Map<Long, Short> newest = new HashMap<>();

        @Override
        public Request request(Request request) {
            if (request.body() instanceof ProduceRequestData produce) {
                forEachBatch(
                        produce,
                        batch -> newest.merge(
                                BatchHeader.producerId(batch, batch.position()),
                                BatchHeader.producerEpoch(batch, batch.position()),
                                (a, b) -> a > b ? a : b));
            } else if (request.body() instanceof EndTxnRequestData end) {
                end.setProducerEpoch(newest.merge(end.producerId(), end.producerEpoch(), (a, b) -> a > b ? a : b));
            }
            return request;
        }
    };

    /** What was sent again is stored again: the window of the last batches is lost while the node goes on. */
    static final Supplier<Sabotage> WINDOW_LOST = () -> new Forgetful(false);

    /** The same, of batches that an earlier life of the node has taken: its producers' state was not built anew. */
    static final Supplier<Sabotage> STATE_NOT_REBUILT = () -> new Forgetful(true);

    /** Readers of what is committed are served as those who read everything. */
    static final Supplier<Sabotage> ISOLATION_IGNORED = () -> new Sabotage() {
        @Override
        public Request request(Request request) {
            if (request.body() instanceof FetchRequestData fetch) {
                fetch.setIsolationLevel((byte) 0);
            }
            return request;
        }
    };

    /** Every now and then a fetch is answered with the ends of long ago. */
    static final Supplier<Sabotage> WATERMARK_GOES_BACK = () -> new Sabotage() {
        private int answers;

        @Override
        public void answer(Response response) {
            if (response.body() instanceof FetchResponseData fetch && ++answers % 50 == 0) {
                fetch.responses()
                        .forEach(topic -> topic.partitions().forEach(partition -> {
                            partition.setHighWatermark(partition.highWatermark() / 2);
                            partition.setLastStableOffset(partition.lastStableOffset() / 2);
                        }));
            }
        }
    };

    /** The node does not care how long tombstones are to stay. */
    static final Supplier<Sabotage> TOMBSTONE_DROPPED_EARLY = () -> new Sabotage() {
        @Override
        public Request request(Request request) {
            if (request.body() instanceof CreateTopicsRequestData create) {
                create.topics()
                        .forEach(topic -> topic.configs().forEach(config -> {
                            if (config.name().equals("delete.retention.ms")) {
                                config.setValue("0");
                            }
                        }));
            }
            return request;
        }
    };

    /** What is sent again loses its sequence number on the way, and so is new to the node. */
    private static final class Forgetful implements Sabotage {
        private final boolean onlyOfEarlierLives;
        private final Set<String> seen = new HashSet<>();
        private Set<String> earlier = Set.of();

        private Forgetful(boolean onlyOfEarlierLives) {
            this.onlyOfEarlierLives = onlyOfEarlierLives;
        }

        @Override
        public Disk disk(Disk disk) {
            earlier = Set.copyOf(seen);
            return disk;
        }

        @Override
        public Request request(Request request) {
            if (request.body() instanceof ProduceRequestData produce) {
                produce.topicData()
                        .forEach(topic -> topic.partitionData()
                                .forEach(partition -> RecordsData.slices((BaseRecords) partition.records())
                                        .forEach(batch -> forget(topic.topicId() + "-" + partition.index(), batch))));
            }
            return request;
        }

        private void forget(String where, ByteBuffer batch) {
            int at = batch.position();
            String which = where + " " + BatchHeader.producerId(batch, at) + " " + BatchHeader.producerEpoch(batch, at)
                    + " " + BatchHeader.baseSequence(batch, at);
            boolean again = !seen.add(which);
            if (onlyOfEarlierLives ? earlier.contains(which) : again) {
                Bugs.makeAnonymous(batch);
            }
        }
    }

    private static void forEachBatch(ProduceRequestData produce, Consumer<ByteBuffer> action) {
        produce.topicData()
                .forEach(topic -> topic.partitionData()
                        .forEach(partition -> RecordsData.slices((BaseRecords) partition.records())
                                .forEach(action)));
    }
}
