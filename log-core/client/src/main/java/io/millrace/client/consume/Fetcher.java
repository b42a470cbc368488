package io.millrace.client.consume;

import io.millrace.base.Endpoint;
import io.millrace.client.call.Alarm;
import io.millrace.client.call.Backoff;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Part;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.NodeInfo;
import io.millrace.client.metadata.TopicInfo;
import io.millrace.wire.message.RecordsData;
import io.millrace.wire.message.Response;
import io.millrace.wire.record.CorruptBatch;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the assigned partitions from their leaders ahead of the caller, within {@code fetch.max.bytes}; new leaders are
 * found, and connections made again, without the caller noticing. <i>Loop-owned:</i> every
 * method is called on the client's loop, every listener runs there. Work is done when the loop is turned.
 */
public final class Fetcher implements Part {
    private final CallContext context;
    private final Metadata metadata;
    private final FetchConfig config;
    private final Alarm alarm;
    private final EpochChecks checks;
    private final Map<TopicPartition, Source> sources = new LinkedHashMap<>();
    private final Map<Endpoint, NodeFetches> nodes = new HashMap<>();
    private final Arrivals arrivals = new Arrivals(this::pumpSoon);
    private final Runnable forget;
    private boolean pumpDue;
    private boolean closed;
    private @Nullable Runnable onArrival;
    private @Nullable OutOfRange onOutOfRange;
    private @Nullable Truncation onTruncation;
    private @Nullable FailureListener onFailure;

    /** Without an assignment; {@link io.millrace.client.LogClient} makes it. */
    public Fetcher(CallContext context, Metadata metadata, FetchConfig config) {
        this.context = context;
        this.metadata = metadata;
        this.config = config;
        this.alarm = new Alarm(context.loop(), this::pump);
        this.checks = new EpochChecks(context, new Checked());
        this.forget = metadata.onUpdate(this::pumpSoon);
    }

    /** Replaces the assignment: positions by partition. What was fetched of a partition that stays at its place is kept. */
    public void assign(Map<TopicPartition, Long> positions) {
        for (TopicPartition partition : List.copyOf(sources.keySet())) {
            if (!positions.containsKey(partition)) {
                remove(partition);
            }
        }
        positions.forEach((partition, offset) -> {
            Source source = sources.get(partition);
            if (source == null || source.position != offset) {
                add(partition, offset);
            }
        });
    }

    /** As {@link #add(TopicPartition, long)}, with the epoch of the record before the offset, or -1. */
    public void add(TopicPartition partition, long offset, int epoch) {
        add(partition, offset);
        assigned(partition).epoch = epoch;
    }

    /** Adds a partition at the offset; one that is assigned already moves there, as {@link #seek}. */
    public void add(TopicPartition partition, long offset) {
        if (sources.containsKey(partition)) {
            seek(partition, offset);
            return;
        }
        sources.put(partition, new Source(partition, offset));
        pumpSoon();
    }

    /** Takes the partition out; what was fetched and not polled is dropped, what was polled stays valid until closed. */
    public void remove(TopicPartition partition) {
        Source source = sources.remove(partition);
        if (source != null) {
            source.assigned = false;
            arrivals.drop(source);
        }
    }

    /** Moves to the offset; what was fetched and not polled is dropped. Ends an {@link OutOfRange}. */
    public void seek(TopicPartition partition, long offset) {
        Source source = assigned(partition);
        arrivals.drop(source);
        source.moveTo(offset);
        pumpSoon();
    }

    /** From now on poll gives nothing of these, and they are not fetched; what is fetched already waits. */
    public void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> assigned(partition).paused = true);
    }

    /** Undoes {@link #pause}. */
    public void resume(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Source source = assigned(partition);
            source.paused = false;
            if (!source.parked.isEmpty()) {
                context.loop().execute(this::tellArrival);
            }
            arrivals.unpark(source);
        }
        pumpSoon();
    }

    /** What is assigned. */
    public Set<TopicPartition> assignment() {
        return Collections.unmodifiableSet(sources.keySet());
    }

    /** The offset after the last slice that poll gave, or the one asked for; -1 when not assigned. */
    public long position(TopicPartition partition) {
        Source source = sources.get(partition);
        return source == null ? -1 : source.position;
    }

    /** End of the partition as last heard from its leader; -1 when not yet heard. */
    public long highWatermark(TopicPartition partition) {
        Source source = sources.get(partition);
        return source == null ? -1 : source.highWatermark;
    }

    /** The next slice in order of arrival, or null when none is there now. The caller closes it. */
    public @Nullable Fetched poll() {
        Slice slice = arrivals.poll();
        if (slice != null) {
            Source source = slice.source;
            source.position = slice.nextOffset();
            if (source.outOfRange && source.position == source.fetchOffset) {
                context.loop().execute(() -> tellOutOfRange(source));
            }
        }
        return slice;
    }

    /** Runs on the loop when something to poll has arrived. One listener. */
    public void onArrival(Runnable listener) {
        onArrival = listener;
    }

    /**
     * Takes the partitions whose position lies outside their log. Such a partition is not fetched until the caller seeks
     * or removes it. One listener; without one, {@link #failure} gets an OffsetOutOfRangeException.
     */
    public void onOutOfRange(OutOfRange listener) {
        onOutOfRange = listener;
    }

    /**
     * Takes the partitions whose leader's log parted from what was read. Such a partition is not fetched until the caller
     * seeks, adds or removes it. One listener; without one, {@link #failure} gets a LogTruncationException.
     */
    public void onTruncation(Truncation listener) {
        onTruncation = listener;
    }

    /** Takes each {@link #failure} when it happens, with its partition. One listener. */
    public void onFailure(FailureListener listener) {
        onFailure = listener;
    }

    /** Why a partition cannot be fetched at all (authorisation, a corrupt log), or null; until it is moved or removed. */
    public @Nullable Throwable failure() {
        for (Source source : sources.values()) {
            if (source.failure != null) {
                return source.failure;
            }
        }
        return null;
    }

    /** Fetches no more. What was polled stays valid until closed. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        forget.run();
        alarm.cancel();
        List.copyOf(sources.keySet()).forEach(this::remove);
        nodes.values().forEach(NodeFetches::close);
        checks.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    private Source assigned(TopicPartition partition) {
        Source source = sources.get(partition);
        if (source == null) {
            throw new IllegalArgumentException(partition + " is not assigned");
        }
        return source;
    }

    /** Fetches at the end of the tasks that are due, so that what they free and move goes into one request. */
    private void pumpSoon() {
        if (!pumpDue && !closed) {
            pumpDue = true;
            context.loop().execute(this::pump);
        }
    }

    private void pump() {
        pumpDue = false;
        long room = config.maxBytes() - arrivals.heldBytes();
        if (closed || room <= 0) {
            return;
        }
        long now = context.nanos();
        Map<Endpoint, FetchCall> calls = new LinkedHashMap<>();
        for (Source source : sources.values()) {
            if (!source.maySend(now, config.maxPartitionBytes())) {
                if (source.backingOff && source.retryNotBeforeNanos - now > 0) {
                    alarm.at(source.retryNotBeforeNanos);
                }
                continue;
            }
            TopicPartition partition = source.partition;
            NodeInfo leader = metadata.leader(partition.topic(), partition.partition());
            if (leader == null) {
                Throwable refusal = metadata.refusal(partition.topic());
                if (refusal != null) {
                    fail(source, refusal);
                }
                continue;
            }
            Endpoint to = leader.endpoint();
            int leaderEpoch = leaderEpoch(partition);
            if (EpochChecks.needs(source, leaderEpoch)) {
                checks.add(to, leaderEpoch, source);
            } else if (fetches(to).free() >= 0) {
                calls.computeIfAbsent(to, node -> new FetchCall(node, metadata)).add(source, leaderEpoch);
            }
        }
        checks.send();
        calls.values().forEach(call -> send(call, (int) room));
    }

    private int leaderEpoch(TopicPartition partition) {
        TopicInfo info = metadata.known(partition.topic());
        return info == null || partition.partition() >= info.partitionCount()
                ? -1
                : info.partitions().get(partition.partition()).leaderEpoch();
    }

    private NodeFetches fetches(Endpoint node) {
        return nodes.computeIfAbsent(node, n -> new NodeFetches(context, config.maxWaitMs()));
    }

    private void send(FetchCall call, int room) {
        NodeFetches fetches = fetches(call.node);
        int fetch = fetches.free();
        int waitMs = fetches.waitMs(fetch);
        fetches.began(fetch);
        if (fetch == 0 && !call.node.inProcess()) {
            // In this process nothing is written out or read, and the node looks at each partition anyway.
            call.with(fetches.session);
        }
        fetches.channels[fetch]
                .to(call.node)
                .call(
                        ApiKeys.FETCH,
                        call.maxVersion(),
                        Math.addExact(context.config().requestTimeoutMs(), waitMs),
                        version -> call.body(version, config, room, waitMs),
                        (response, failure) -> {
                            boolean empty = !answered(call, response, failure);
                            fetches.ended(fetch, empty);
                            pumpSoon();
                        });
    }

    /** Takes in an answer; whether it brought records. */
    private boolean answered(FetchCall call, @Nullable Response response, @Nullable Throwable failure) {
        Throwable why = failure;
        long heldBefore = arrivals.heldBytes();
        boolean restAsBefore;
        if (response == null) {
            restAsBefore = call.sessionAnswered(null);
        } else {
            FetchResponseData body = response.as(FetchResponseData.class);
            why = Failures.of(body.errorCode());
            restAsBefore = call.sessionAnswered(body);
            SharedResponse shared = new SharedResponse(response);
            boolean checkCrc = !call.node.inProcess();
            if (why == null) {
                call.match(body, (asked, data) -> partitionAnswered(asked, data, shared, checkCrc));
            }
            shared.release();
        }
        for (FetchCall.Asked left : call.unanswered()) {
            if (restAsBefore) {
                continue;
            }
            failed(left, why != null ? why : Errors.UNKNOWN_TOPIC_OR_PARTITION.exception("the answer leaves it out"));
        }
        boolean brought = arrivals.heldBytes() > heldBefore;
        if (brought) {
            tellArrival();
        }
        return brought;
    }

    private void partitionAnswered(FetchCall.Asked asked, PartitionData data, SharedResponse shared, boolean checkCrc) {
        Source source = asked.source();
        if (!asked.current() || closed) {
            return;
        }
        Errors error = Errors.forCode(data.errorCode());
        if (error == Errors.OFFSET_OUT_OF_RANGE) {
            outOfRange(source);
            return;
        }
        if (error != Errors.NONE) {
            failed(asked, error.exception(source.partition + ": " + error.message()));
            return;
        }
        source.failures = 0;
        source.backingOff = false;
        source.highWatermark = data.highWatermark();
        try {
            WholeBatches batches = WholeBatches.of(RecordsData.slices(data.records()), asked.offset(), checkCrc);
            if (batches.sizeInBytes() > 0) {
                source.fetchOffset = batches.nextOffset();
                source.epoch = batches.leaderEpoch() >= 0 ? batches.leaderEpoch() : source.epoch;
                arrivals.add(source, batches, asked.offset(), data, shared);
            } else if (RecordsData.size(data.records()) > 0) {
                fail(
                        source,
                        new CorruptRecordException(source.partition + ": no whole batch at offset " + asked.offset()));
            }
        } catch (CorruptBatch e) {
            fail(source, new CorruptRecordException(source.partition + ": " + e.getMessage(), e));
        }
    }

    private void outOfRange(Source source) {
        source.outOfRange = true;
        // What arrived before is the caller's first.
        if (source.position == source.fetchOffset) {
            tellOutOfRange(source);
        }
    }

    private void tellOutOfRange(Source source) {
        if (!source.outOfRange || !source.assigned) {
            return;
        }
        OutOfRange listener = onOutOfRange;
        if (listener == null) {
            fail(
                    source,
                    new OffsetOutOfRangeException(
                            source.partition + ": offset " + source.position + " is outside the log"));
            return;
        }
        listener.outOfRange(source.partition, source.position);
    }

    private void failed(FetchCall.Asked asked, Throwable why) {
        Source source = asked.source();
        if (asked.current()) {
            failed(source, why);
        }
    }

    private void failed(Source source, Throwable why) {
        if (closed) {
            return;
        }
        if (!Failures.passes(why)) {
            fail(source, why);
            return;
        }
        if (Failures.misrouted(why)) {
            metadata.requestUpdate();
        }
        long pauseMs = Backoff.afterMs(context.config().retryBackoff(), source.failures++, context.rng());
        source.retryNotBeforeNanos = context.nanos() + pauseMs * 1_000_000L;
        source.backingOff = true;
    }

    private void fail(Source source, Throwable why) {
        source.failure = why;
        FailureListener listener = onFailure;
        if (listener != null) {
            listener.failed(source.partition, why);
        }
    }

    private void tellArrival() {
        Runnable listener = onArrival;
        if (!arrivals.isEmpty() && listener != null) {
            listener.run();
        }
    }

    /** What became of positions that a new leader was asked about. */
    private final class Checked implements EpochChecks.Outcome {
        @Override
        public void truncated(Source source, long endOffset, int endEpoch) {
            source.truncated = true;
            arrivals.drop(source);
            Truncation listener = onTruncation;
            if (listener != null) {
                listener.truncated(source.partition, endOffset, endEpoch);
                return;
            }
            fail(
                    source,
                    new LogTruncationException(
                            Map.of(source.partition, source.position),
                            endOffset < 0
                                    ? Map.of()
                                    : Map.of(
                                            source.partition,
                                            new OffsetAndMetadata(endOffset, Optional.of(endEpoch), ""))));
        }

        @Override
        public void failed(Source source, Throwable why) {
            Fetcher.this.failed(source, why);
        }

        @Override
        public void done() {
            pumpSoon();
        }
    }

    /** Decides where to go on. */
    @FunctionalInterface
    public interface Truncation {
        /** What was read up to there is in the leader's log, and nothing after that; -1 when the leader knows none of it. */
        void truncated(TopicPartition partition, long endOffset, int endEpoch);
    }

    /** Decides where to go on. */
    @FunctionalInterface
    public interface OutOfRange {
        /** The partition's log begins after, or ends before, the position. */
        void outOfRange(TopicPartition partition, long position);
    }

    /** Told what cannot be fetched. */
    @FunctionalInterface
    public interface FailureListener {
        /** The partition is not fetched until it is moved or added again. */
        void failed(TopicPartition partition, Throwable why);
    }
}
