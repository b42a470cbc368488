package io.millrace.client.produce;

import io.millrace.base.Endpoint;
import io.millrace.client.call.Alarm;
import io.millrace.client.call.Backoff;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Failures;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.NodeInfo;
import io.millrace.wire.message.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Takes batches to their leaders and deals with the answers. <i>Loop-owned.</i> */
final class Sender {
    private final CallContext context;
    private final Metadata metadata;
    private final AppendConfig config;
    private final Ended ended;
    private final Channels channels;
    private final ProducerIdentity identity;
    private final Alarm alarm;
    private final Map<Endpoint, Integer> requestsOnTheWay = new HashMap<>();
    /** Partitions with something to send. */
    private final ArrayDeque<PartitionQueue> enlisted = new ArrayDeque<>();
    /** Open batches, and those closed since, in order of their beginning. */
    private final ArrayDeque<Batch> lingering = new ArrayDeque<>();
    /** Every batch that has not ended, and those ended since, in order of their beginning. */
    private final ArrayDeque<Batch> unended = new ArrayDeque<>();

    private final Runnable forget;
    private boolean pumpDue;
    private boolean closed;
    private @Nullable Throwable failure;

    Sender(CallContext context, Metadata metadata, AppendConfig config, Ended ended) {
        this.context = context;
        this.metadata = metadata;
        this.config = config;
        this.ended = ended;
        this.channels = new Channels(context);
        this.identity = new ProducerIdentity(context, metadata, channels, config);
        this.alarm = new Alarm(context.loop(), this::pump);
        this.forget = metadata.onUpdate(this::pumpSoon);
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** A batch has begun. */
    void opened(Batch batch) {
        lingering.add(batch);
        unended.add(batch);
        alarm.at(batch.createdNanos + config.deliveryTimeoutMs() * 1_000_000L);
        if (config.lingerMs() == 0) {
            pumpSoon();
        } else {
            alarm.at(batch.createdNanos + config.lingerMs() * 1_000_000L);
        }
    }

    /** A batch takes no more records. */
    void complete(Batch batch) {
        if (batch.closed) {
            return;
        }
        batch.closed = true;
        batch.queue.open = null;
        batch.queue.add(batch);
        enlist(batch.queue);
        pumpSoon();
    }

    void flush(Flush flush) {
        for (Batch batch : unended) {
            if (!batch.done) {
                flush.await(batch);
            }
        }
        lingering.forEach(this::complete);
        lingering.clear();
        pumpSoon();
    }

    void close() {
        closed = true;
        forget.run();
        alarm.cancel();
        failAll(new IllegalStateException("the appender was closed before the record was acknowledged"));
        channels.close();
    }

    private void enlist(PartitionQueue queue) {
        if (!queue.enlisted) {
            queue.enlisted = true;
            enlisted.add(queue);
        }
    }

    /** Sends at the end of the tasks that are due, so that what they append goes together. */
    private void pumpSoon() {
        if (!pumpDue && !closed) {
            pumpDue = true;
            context.loop().execute(this::pump);
        }
    }

    private void pump() {
        pumpDue = false;
        if (closed || failure != null) {
            return;
        }
        long now = context.nanos();
        closeLingering(now);
        expire(now);
        if (!enlisted.isEmpty() && identity.ready(this::identified)) {
            while (sendRound(now)) {
                // Until the pipelines are full: one batch of a partition in each request.
            }
        }
        for (PartitionQueue queue : enlisted) {
            if (queue.backingOff && queue.retryNotBeforeNanos - now > 0) {
                alarm.at(queue.retryNotBeforeNanos);
            }
        }
    }

    private void closeLingering(long now) {
        long lingerNanos = config.lingerMs() * 1_000_000L;
        for (Batch first = lingering.peek(); first != null; first = lingering.peek()) {
            if (!first.closed && first.createdNanos + lingerNanos - now > 0) {
                alarm.at(first.createdNanos + lingerNanos);
                return;
            }
            complete(lingering.remove());
        }
    }

    private void expire(long now) {
        long timeoutNanos = config.deliveryTimeoutMs() * 1_000_000L;
        for (Batch first = unended.peek(); first != null; first = unended.peek()) {
            if (!first.done && first.createdNanos + timeoutNanos - now > 0) {
                alarm.at(first.createdNanos + timeoutNanos);
                return;
            }
            unended.remove();
            if (!first.done) {
                complete(first);
                first.queue.drop(first);
                end(first, -1, tooLate(first), false);
            }
        }
    }

    private TimeoutException tooLate(Batch batch) {
        ApiException refusal = metadata.refusal(batch.queue.topic.name());
        return new TimeoutException(
                batch.recordCount() + " records of " + name(batch.queue) + " not acknowledged within "
                        + config.deliveryTimeoutMs() + " ms",
                refusal);
    }

    private void identified(@Nullable Throwable refusal) {
        if (refusal != null) {
            fatal(refusal);
        } else {
            pumpSoon();
        }
    }

    /** Takes at most one batch from each partition; whether anything was sent. */
    private boolean sendRound(long now) {
        Map<Endpoint, List<Batch>> requests = new HashMap<>();
        Map<Endpoint, Integer> bytes = new HashMap<>();
        for (int left = enlisted.size(); left > 0; left--) {
            PartitionQueue queue = enlisted.remove();
            if (!pick(queue, now, requests, bytes)) {
                queue.enlisted = false;
            } else {
                enlisted.add(queue);
            }
            if (failure != null) {
                return false;
            }
        }
        requests.forEach(this::send);
        return !requests.isEmpty();
    }

    /** Adds the partition's head to its leader's request where that is allowed; whether to look at it again later. */
    private boolean pick(
            PartitionQueue queue, long now, Map<Endpoint, List<Batch>> requests, Map<Endpoint, Integer> bytes) {
        if (!queue.closeGap()) {
            fatal(Errors.INVALID_PRODUCER_EPOCH.exception("every epoch of this producer id is used up"));
            return false;
        }
        Batch head = queue.head();
        if (head == null) {
            return false;
        }
        if (queue.backingOff && queue.retryNotBeforeNanos - now > 0) {
            return true;
        }
        NodeInfo leader = metadata.leader(queue.topic.name(), queue.partition);
        if (leader == null) {
            return awaitLeader(queue);
        }
        Endpoint to = leader.endpoint();
        if (!queue.maySend(to)) {
            // The answer to what is on the way enlists it again.
            return false;
        }
        List<Batch> request = requests.get(to);
        int filled = bytes.getOrDefault(to, 0);
        if (request == null && requestsOnTheWay.getOrDefault(to, 0) >= config.maxInFlight()
                || filled > 0 && filled + head.sizeInBytes() > config.maxRequestBytes()) {
            return true;
        }
        Batch batch = queue.send(to, identity);
        requests.computeIfAbsent(to, e -> new ArrayList<>()).add(batch);
        bytes.put(to, filled + batch.sizeInBytes());
        return true;
    }

    private boolean awaitLeader(PartitionQueue queue) {
        ApiException refusal = metadata.refusal(queue.topic.name());
        if (refusal == null) {
            return true;
        }
        for (Batch batch = queue.head(); batch != null; batch = queue.head()) {
            queue.drop(batch);
            end(batch, -1, refusal, false);
        }
        return false;
    }

    private void send(Endpoint to, List<Batch> batches) {
        requestsOnTheWay.merge(to, 1, Integer::sum);
        ProduceCall call =
                new ProduceCall(batches, config.acks(), context.config().requestTimeoutMs(), metadata);
        channels.to(to)
                .call(
                        ApiKeys.PRODUCE,
                        call.maxVersion(),
                        context.config().requestTimeoutMs(),
                        call::body,
                        (response, failed) -> {
                            requestsOnTheWay.merge(to, -1, Integer::sum);
                            answered(call, response, failed);
                            pumpSoon();
                        });
    }

    private void answered(ProduceCall call, @Nullable Response response, @Nullable Throwable failed) {
        if (response != null && config.acks() == 0) {
            // The transport says no more than that the bytes are gone.
            response.close();
            for (Batch batch : call.unanswered()) {
                batch.queue.answered(batch);
                enlist(batch.queue);
                acknowledged(batch, -1);
            }
            return;
        }
        if (response != null) {
            try (response) {
                call.match(response.as(ProduceResponseData.class), this::answered);
            }
        }
        // Those that the answer did not name, or all.
        Throwable why = failed != null ? failed : Errors.UNKNOWN_SERVER_ERROR.exception("the answer leaves it out");
        for (Batch batch : call.unanswered()) {
            batch.queue.answered(batch);
            retryOrEnd(batch, why);
        }
    }

    private void answered(Batch batch, PartitionProduceResponse answer) {
        PartitionQueue queue = batch.queue;
        queue.answered(batch);
        enlist(queue);
        Errors error = Errors.forCode(answer.errorCode());
        switch (error) {
            case NONE -> acknowledged(batch, answer.baseOffset());
            // It is in the log since an earlier try, too long ago for the leader to know where.
            case DUPLICATE_SEQUENCE_NUMBER -> acknowledged(batch, -1);
            case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID -> outOfOrder(batch);
            case INVALID_PRODUCER_EPOCH,
                    PRODUCER_FENCED,
                    CLUSTER_AUTHORIZATION_FAILED,
                    TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    UNSUPPORTED_VERSION -> {
                retryOrEnd(batch, error.exception(answer.errorMessage()));
                fatal(error.exception(answer.errorMessage()));
            }
            default -> retryOrEnd(batch, error.exception(answer.errorMessage()));
        }
    }

    private void acknowledged(Batch batch, long baseOffset) {
        batch.queue.acknowledged();
        if (!batch.done) {
            end(batch, baseOffset, null, batch.attempts == 1);
        }
    }

    private void outOfOrder(Batch batch) {
        if (batch.queue.isLowest(batch)) {
            batch.queue.gap();
        }
        if (!batch.done) {
            batch.queue.requeue(batch);
        }
    }

    private void retryOrEnd(Batch batch, Throwable why) {
        PartitionQueue queue = batch.queue;
        enlist(queue);
        if (Failures.misrouted(why)) {
            metadata.requestUpdate();
        }
        if (batch.done) {
            return;
        }
        if (!Failures.passes(why)) {
            end(batch, -1, why, false);
            return;
        }
        queue.requeue(batch);
        long pauseMs = Backoff.afterMs(context.config().retryBackoff(), batch.attempts - 1, context.rng());
        queue.retryNotBeforeNanos = context.nanos() + pauseMs * 1_000_000L;
        queue.backingOff = true;
    }

    private void end(Batch batch, long baseOffset, @Nullable Throwable why, boolean bytesAreFree) {
        ended.ended(batch, why, () -> batch.end(baseOffset, why, bytesAreFree));
        while (!unended.isEmpty() && unended.element().done) {
            unended.remove();
        }
    }

    private void fatal(Throwable why) {
        if (failure == null) {
            failure = why;
            failAll(why);
        }
    }

    private void failAll(Throwable why) {
        for (Batch batch : List.copyOf(unended)) {
            if (!batch.done) {
                complete(batch);
                batch.queue.drop(batch);
                end(batch, -1, why, false);
            }
        }
    }

    private static String name(PartitionQueue queue) {
        return queue.topic.name() + "-" + queue.partition;
    }

    /** Told of each batch's end. */
    interface Ended {
        /** Does the accounts around the action that tells the batch's own listeners. */
        void ended(Batch batch, @Nullable Throwable failure, Runnable tell);
    }
}
