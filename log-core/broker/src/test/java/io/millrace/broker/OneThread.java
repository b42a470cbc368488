package io.millrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.base.Clock;
import io.millrace.base.InProcess;
import io.millrace.base.Loop;
import io.millrace.base.PumpedLoop;
import io.millrace.base.Rng;
import io.millrace.base.Transport;
import io.millrace.storage.disk.Disk;
import io.millrace.storage.log.DiskThreads;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import io.millrace.wire.record.BatchCursor;
import io.millrace.wire.record.BatchWriter;
import io.millrace.wire.record.Compression;
import io.millrace.wire.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** A node, its loops, its disk loop and its time, all turned by the test's own thread. */
final class OneThread {
    private static final AtomicInteger WORLDS = new AtomicInteger();
    private static final int TURNS = 100_000;
    private static final int TURNS_A_MS = 20;

    private final Disk disk;
    private final Map<String, String> settings;
    private final boolean poison;
    private final Hands clock = new Hands();
    private final PumpedLoop first = new PumpedLoop(clock);
    private final PumpedLoop second = new PumpedLoop(clock);
    private final PumpedLoop diskLoop = new PumpedLoop(clock);
    private boolean diskTurns = true;
    private long seed = 1;
    private @Nullable Broker broker;
    private Transport.@Nullable Connection<Request, Response> connection;

    OneThread(Disk disk, Map<String, String> settings, boolean poison) {
        this.disk = disk;
        this.settings = settings;
        this.poison = poison;
    }

    /** Another life than those before: topics must not get the ids of earlier ones. */
    OneThread life(long number) {
        seed = number;
        return this;
    }

    /** Starts the node and turns the loops until it accepts work. */
    OneThread open() {
        BrokerConfig config = BrokerConfig.of("one-thread-" + WORLDS.incrementAndGet(), settings);
        Throwable[] failed = new Throwable[1];
        // The loops know their owner before the node asks whether it is on one of them.
        turn();
        Broker.open(
                poison ? config.poisoned() : config,
                disk,
                List.<Loop>of(first, second),
                DiskThreads.one(diskLoop),
                clock,
                Rng.seeded(seed),
                (opened, failure) -> {
                    broker = opened;
                    failed[0] = failure;
                });
        until(() -> broker != null || failed[0] != null);
        if (broker == null) {
            throw new AssertionError(failed[0]);
        }
        connection = broker.transport().connect(broker.inProcess(), first, () -> {});
        return this;
    }

    /** Stops the node and turns the loops until it is at rest. */
    void close() {
        boolean[] done = {false};
        broker().close(() -> done[0] = true);
        until(() -> done[0]);
    }

    /** The process is gone, or the machine: nothing of it is turned any more. */
    void abandon() {
        Broker opened = broker;
        if (opened != null) {
            InProcess.unregister(opened.inProcess().host());
        }
    }

    /** As {@link #open}, but what stops it is an exception, which is what a person would be told. */
    OneThread tryOpen() throws IOException {
        try {
            return open();
        } catch (AssertionError e) {
            if (e.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw e;
        }
    }

    Broker broker() {
        Broker opened = broker;
        if (opened == null) {
            throw new AssertionError("not open");
        }
        return opened;
    }

    /** Lets the disk work, or not. */
    void diskTurns(boolean turns) {
        diskTurns = turns;
    }

    /** Time passes, and what was due in it happens. */
    void pass(long ms) {
        clock.nanos += ms * 1_000_000L;
        turnOften();
    }

    /** On a connection of its own, what is sent need not wait for what was asked before. */
    Asked onItsOwnConnection(Supplier<Asked> send) {
        Transport.Connection<Request, Response> usual = connection;
        connection = broker().transport().connect(broker().inProcess(), first, () -> {});
        Asked asked = send.get();
        connection = usual;
        return asked;
    }

    Asked send(ApiKeys api, int version, ApiMessage body) {
        Asked asked = new Asked();
        Transport.Connection<Request, Response> open = connection;
        if (open == null) {
            throw new AssertionError("not open");
        }
        open.send(new Request(api, (short) version, "test", body), (response, failure) -> {
            asked.response = response;
            asked.failure = failure;
            asked.order = Asked.next++;
        });
        return asked;
    }

    <T extends ApiMessage> T ask(Class<T> type, ApiKeys api, int version, ApiMessage body) {
        Asked asked = send(api, version, body);
        until(asked::done);
        return asked.response().as(type);
    }

    void createTopic(String name, int partitions) {
        CreateTopicsRequestData request = new CreateTopicsRequestData();
        request.topics()
                .add(new CreateTopicsRequestData.CreatableTopic()
                        .setName(name)
                        .setNumPartitions(partitions)
                        .setReplicationFactor((short) 1));
        short error = ask(CreateTopicsResponseData.class, ApiKeys.CREATE_TOPICS, 7, request)
                .topics()
                .find(name)
                .errorCode();
        if (error != 0) {
            throw new AssertionError("create failed with " + error);
        }
    }

    static ByteBuffer batch(String value, long producerId, int sequence) {
        BatchWriter writer = new BatchWriter(256, 100 << 20).begin();
        writer.append(1, "k".getBytes(UTF_8), value.getBytes(UTF_8));
        return writer.finish(producerId, (short) (producerId < 0 ? -1 : 0), sequence, Compression.NONE, false);
    }

    Asked sendProduce(String topic, int partition, ByteBuffer batch) {
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(1_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setIndex(partition)
                                .setRecords(RecordsData.of(batch)))));
        return send(ApiKeys.PRODUCE, 12, request);
    }

    PartitionProduceResponse produce(String topic, int partition, ByteBuffer batch) {
        Asked asked = sendProduce(topic, partition, batch);
        until(asked::done);
        return answer(asked);
    }

    static PartitionProduceResponse answer(Asked produced) {
        return produced.response()
                .as(ProduceResponseData.class)
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0);
    }

    Asked sendFetch(String topic, int partition, long offset, int maxWaitMs, int minBytes) {
        return send(
                ApiKeys.FETCH,
                12,
                new FetchRequestData()
                        .setMaxWaitMs(maxWaitMs)
                        .setMinBytes(minBytes)
                        .setMaxBytes(100 << 20)
                        .setTopics(List.of(new FetchRequestData.FetchTopic()
                                .setTopic(topic)
                                .setPartitions(List.of(new FetchRequestData.FetchPartition()
                                        .setPartition(partition)
                                        .setFetchOffset(offset)
                                        .setPartitionMaxBytes(100 << 20))))));
    }

    static FetchResponseData.PartitionData fetched(Asked asked) {
        return asked.response()
                .as(FetchResponseData.class)
                .responses()
                .get(0)
                .partitions()
                .get(0);
    }

    static List<String> values(FetchResponseData.PartitionData data) {
        List<String> values = new ArrayList<>();
        BatchCursor batches = new BatchCursor();
        RecordCursor records = new RecordCursor();
        for (ByteBuffer slice : RecordsData.slices(data.records())) {
            batches.over(slice);
            while (batches.next()) {
                records.over(slice, batches.position());
                while (records.next()) {
                    byte[] value = records.value();
                    values.add(value == null ? "null" : new String(value, UTF_8));
                }
            }
        }
        return values;
    }

    /** Everything in the partition, over as many fetches as it takes. */
    List<String> read(String topic, int partition) {
        List<String> all = new ArrayList<>();
        while (true) {
            Asked asked = sendFetch(topic, partition, all.size(), 0, 1);
            until(asked::done);
            List<String> more = values(fetched(asked));
            if (more.isEmpty()) {
                return all;
            }
            all.addAll(more);
        }
    }

    /** Turns everything, and lets time pass slowly, until it is so. */
    void until(BooleanSupplier done) {
        for (int i = 0; i < TURNS; i++) {
            if (done.getAsBoolean()) {
                return;
            }
            turn();
            if (i % TURNS_A_MS == 0) {
                clock.nanos += 1_000_000L;
            }
        }
        throw new AssertionError("nothing came of it in " + TURNS + " turns");
    }

    void turnOften() {
        for (int i = 0; i < 1_000; i++) {
            turn();
        }
    }

    private void turn() {
        first.turn(0);
        second.turn(0);
        if (diskTurns) {
            diskLoop.turn(0);
        }
    }

    /** What was asked, and what came of it. */
    static final class Asked {
        private static long next;

        private @Nullable Response response;
        private @Nullable Throwable failure;
        private long order = -1;

        boolean done() {
            return response != null || failure != null;
        }

        /** Lower than that of everything that was answered later. */
        long order() {
            return order;
        }

        Response response() {
            Response answer = response;
            if (answer == null) {
                throw new AssertionError("no response", failure);
            }
            return answer;
        }
    }

    private static final class Hands implements Clock {
        private long nanos = 1_000_000_000L;

        @Override
        public long wallMs() {
            return 1_700_000_000_000L + nanos / 1_000_000L;
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }
}
