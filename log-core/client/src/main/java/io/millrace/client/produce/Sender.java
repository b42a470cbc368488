package io.millrace.client.produce;

import io.millrace.base.Endpoint;
import io.millrace.client.call.Alarm;
import io.millrace.client.call.Backoff;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.call.Failures;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.metadata.NodeInfo;
import io.millrace.client.transact.Delivery;
import io.millrace.client.transact.Transactions;
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
final class Sender implements Delivery {
    private final CallContext context;
    private final Metadata metadata;
    private final AppendConfig config;
    private final Ended ended;
    private final Channels channels;
    private final ProducerIdentity identity;
    private final @Nullable Transactions transactions;
    private final Alarm alarm;
    private final Map<Endpoint, Integer> requestsOnTheWay = new HashMap<>();
    /** Partitions with something to send. */
    private final ArrayDeque<PartitionQueue> enlisted = new ArrayDeque<>();

    private final Unended unended;
    private final List<Runnable> whenQuiet = new ArrayList<>();
    private final Runnable forget;
    private int callsOnTheWay;
    private boolean pumpDue;
    private boolean closed;
    private @Nullable Throwable failure;
    private @Nullable RuntimeException abandoned;

    Sender(CallContext context, Metadata metadata, AppendConfig config, Ended ended) {
        this.context = context;
        this.metadata = metadata;
        this.config = config;
        this.ended = ended;
        this.channels = new Channels(context);
        this.identity = new ProducerIdentity(context, metadata, channels, config);
        this.unended = new Unended(config);
        String transactionalId = config.transactionalId();
        this.transactions = transactionalId == null
                ? null
                : new Transactions(context, metadata, transactionalId, config.transactionTimeoutMs(), this);
        this.alarm = new Alarm(context.loop(), this::pumpNow);
        this.forget = metadata.onUpdate(this::pump);
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    @Nullable
    Transactions transactions() {
        return transactions;
    }

    /** A batch has begun. */
    void opened(Batch batch) {
        unended.add(batch);
        alarm.at(unended.lateNanos(batch));
        if (config.lingerMs() == 0) {
            pump();
        } else {
            alarm.at(unended.ripeNanos(batch));
        }
    }

    /** A batch that was made elsewhere. */
    void handed(Batch batch) {
        unended.add(batch);
        alarm.at(unended.lateNanos(batch));
        batch.queue.add(batch);
        enlist(batch.queue);
        pump();
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
        pump();
    }

    /** Closes what is open, and lets the flush wait for what has not ended. */
    void flush(Flush flush) {
        for (Batch batch : unended.list()) {
            flush.await(batch);
            complete(batch);
        }
        pump();
    }

    @Override
    public void flush(Done done) {
        ended.flush(done);
    }

    @Override
    public void abandon(RuntimeException why, Runnable quiet) {
        abandoned = why;
        for (Batch batch : unended.list()) {
            if (!batch.inFlight) {
                complete(batch);
                batch.queue.drop(batch);
                end(batch, why);
            }
        }
        whenQuiet.add(quiet);
        context.loop().execute(this::tellQuiet);
    }

    @Override
    public void restart() {
        Transactions restarted = transactions;
        if (restarted != null) {
            abandoned = null;
            ended.forgetFailures();
            identity.given(restarted.producerId());
        }
    }

    void close() {
        closed = true;
        forget.run();
        alarm.cancel();
        failAll(new IllegalStateException("the appender was closed before the record was acknowledged"));
        if (transactions != null) {
            transactions.close();
        }
        channels.close();
    }

    private void tellQuiet() {
        if (callsOnTheWay == 0 && !whenQuiet.isEmpty()) {
            List<Runnable> told = List.copyOf(whenQuiet);
            whenQuiet.clear();
            told.forEach(Runnable::run);
        }
    }

    private void enlist(PartitionQueue queue) {
        if (!queue.enlisted) {
            queue.enlisted = true;
            enlisted.add(queue);
        }
    }

    /** Sends at the end of the tasks that are due, so that what they append goes together. */
    @Override
    public void pump() {
        if (!pumpDue && !closed) {
            pumpDue = true;
            context.loop().execute(this::pumpNow);
        }
    }

    private void pumpNow() {
        pumpDue = false;
        if (closed || failure != null) {
            return;
        }
        long now = context.nanos();
        closeLingering(now);
        expire(now);
        if (!enlisted.isEmpty() && abandoned == null && identity.ready(this::identified)) {
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
        for (Batch oldest = unended.oldestOpen(); oldest != null; oldest = unended.oldestOpen()) {
            if (unended.ripeNanos(oldest) - now > 0) {
                alarm.at(unended.ripeNanos(oldest));
                return;
            }
            complete(oldest);
        }
    }

    private void expire(long now) {
        for (Batch oldest = unended.oldest(); oldest != null; oldest = unended.oldest()) {
            if (unended.lateNanos(oldest) - now > 0) {
                alarm.at(unended.lateNanos(oldest));
                return;
            }
            complete(oldest);
            oldest.queue.drop(oldest);
            end(oldest, tooLate(oldest));
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
            pump();
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
        if (transactions != null && !transactions.mayProduce(queue.name())) {
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
            end(batch, refusal);
        }
        return false;
    }

    private void send(Endpoint to, List<Batch> batches) {
        requestsOnTheWay.merge(to, 1, Integer::sum);
        callsOnTheWay++;
        ProduceCall call =
                new ProduceCall(batches, config.acks(), context.config().requestTimeoutMs(), metadata, transactions);
        channels.to(to)
                .call(
                        ApiKeys.PRODUCE,
                        call.maxVersion(),
                        context.config().requestTimeoutMs(),
                        call::body,
                        (response, failed) -> {
                            requestsOnTheWay.merge(to, -1, Integer::sum);
                            callsOnTheWay--;
                            answered(call, response, failed);
                            tellQuiet();
                            pump();
                        });
    }

    private void answered(ProduceCall call, @Nullable Response response, @Nullable Throwable failed) {
        if (response != null && config.acks() == 0) {
            // The transport says no more than that the bytes are gone.
            response.close();
            for (Batch batch : call.unanswered()) {
                batch.queue.answered(batch);
                enlist(batch.queue);
                acknowledged(batch, -1, -1);
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
            case NONE -> acknowledged(batch, answer.baseOffset(), answer.logAppendTimeMs());
            // It is in the log since an earlier try, too long ago for the leader to know where.
            case DUPLICATE_SEQUENCE_NUMBER -> acknowledged(batch, -1, -1);
            case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID ->
                outOfOrder(batch, error.exception(answer.errorMessage()));
            case MESSAGE_TOO_LARGE -> tooLarge(batch, error.exception(answer.errorMessage()));
            case INVALID_PRODUCER_EPOCH -> {
                retryOrEnd(batch, error.exception(answer.errorMessage()));
                if (transactions == null) {
                    fatal(error.exception(answer.errorMessage()));
                }
            }
            case PRODUCER_FENCED,
                    CLUSTER_AUTHORIZATION_FAILED,
                    TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    UNSUPPORTED_VERSION -> {
                retryOrEnd(batch, error.exception(answer.errorMessage()));
                fatal(error.exception(answer.errorMessage()));
            }
            default -> retryOrEnd(batch, error.exception(answer.errorMessage()));
        }
    }

    private void acknowledged(Batch batch, long baseOffset, long appendTimeMs) {
        batch.queue.acknowledged();
        if (!batch.done) {
            ended.ended(batch, null, () -> batch.end(baseOffset, appendTimeMs, null, batch.attempts == 1));
        }
    }

    private void outOfOrder(Batch batch, ApiException why) {
        if (batch.queue.isLowest(batch)) {
            if (transactions != null) {
                // Which of its records are missing nobody can tell: the transaction cannot stand.
                retryOrEnd(batch, why);
                return;
            }
            batch.queue.gap();
        }
        if (!batch.done) {
            batch.queue.requeue(batch);
        }
    }

    /** What is too much at once may do in parts; a single record may not. */
    private void tooLarge(Batch batch, ApiException why) {
        if (batch.done || abandoned != null || batch.recordCount() == 1) {
            retryOrEnd(batch, why);
            return;
        }
        List<Batch> halves = batch.halves(identity.compression());
        unended.split(batch, halves);
        batch.queue.requeue(halves.get(1));
        batch.queue.requeue(halves.get(0));
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
        if (abandoned != null || !Failures.passes(why) || batch.attempts > config.retries()) {
            end(batch, abandoned == null || !Failures.passes(why) ? why : abandoned);
            return;
        }
        queue.requeue(batch);
        long pauseMs = Backoff.afterMs(context.config().retryBackoff(), batch.attempts - 1, context.rng());
        queue.retryNotBeforeNanos = context.nanos() + pauseMs * 1_000_000L;
        queue.backingOff = true;
    }

    private void end(Batch batch, Throwable why) {
        boolean numbered = batch.finished();
        ended.ended(batch, why, () -> batch.end(-1, -1, why, false));
        if (transactions != null && !closed) {
            transactions.batchFailed(why, numbered);
        }
    }

    private void fatal(Throwable why) {
        if (failure == null) {
            failure = why;
            failAll(why);
        }
    }

    private void failAll(Throwable why) {
        for (Batch batch : unended.list()) {
            complete(batch);
            batch.queue.drop(batch);
            end(batch, why);
        }
    }

    private static String name(PartitionQueue queue) {
        return queue.topic.name() + "-" + queue.partition;
    }

    /** The appender, as its sender sees it: told of each batch's end. */
    interface Ended {
        /** Does the accounts around the action that tells the batch's own listeners. */
        void ended(Batch batch, @Nullable Throwable failure, Runnable tell);

        /** What failed so far is no matter of the next flush. */
        void forgetFailures();

        /** Flushes, as the appender's own users do. */
        void flush(Done done);
    }
}
