package io.millrace.client.produce;

import io.millrace.client.call.Answer;
import io.millrace.client.call.CallContext;
import io.millrace.client.call.Channels;
import io.millrace.client.call.Done;
import io.millrace.client.call.Failures;
import io.millrace.client.call.Retry;
import io.millrace.client.metadata.Metadata;
import io.millrace.client.transact.ProducerId;
import io.millrace.wire.message.Response;
import io.millrace.wire.record.Compression;
import java.util.Locale;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** The id by which leaders tell this producer's retries from new batches; asked for when first needed. <i>Loop-owned.</i> */
final class ProducerIdentity implements PartitionQueue.Numbering {
    private static final long NONE = -1;

    private final CallContext context;
    private final Metadata metadata;
    private final Channels channels;
    private final boolean idempotent;
    private final Compression compression;
    private long producerId = NONE;
    private short epoch = -1;
    private int generation;
    private boolean transactional;
    private boolean asking;

    ProducerIdentity(CallContext context, Metadata metadata, Channels channels, AppendConfig config) {
        this.context = context;
        this.metadata = metadata;
        this.channels = channels;
        this.idempotent = config.idempotent();
        this.compression = Compression.valueOf(config.compression().toUpperCase(Locale.ROOT));
    }

    /** Whether batches can be numbered; if not, asks, and tells when that has changed or has failed for good. */
    boolean ready(Done changed) {
        if (!idempotent || producerId != NONE) {
            return true;
        }
        if (!asking) {
            asking = true;
            Retry.<InitProducerIdResponseData>run(context, "producer id", this::ask, (answer, failure) -> {
                asking = false;
                if (answer != null) {
                    producerId = answer.producerId();
                    epoch = answer.producerEpoch();
                }
                // No answer in time is no end: batches have their own time-out.
                changed.done(failure instanceof TimeoutException ? null : failure);
            });
        }
        return false;
    }

    /** The id of a transactional producer, which its transactions asked for. */
    void given(ProducerId given) {
        if (transactional && given.id() == producerId && given.epoch() == epoch) {
            // Leaders go on counting.
            return;
        }
        producerId = given.id();
        epoch = given.epoch();
        transactional = true;
        generation++;
    }

    @Override
    public int generation() {
        return generation;
    }

    @Override
    public boolean transactional() {
        return transactional;
    }

    @Override
    public long producerId() {
        return producerId;
    }

    @Override
    public short epoch() {
        return epoch;
    }

    @Override
    public boolean idempotent() {
        return idempotent;
    }

    @Override
    public Compression compression() {
        return compression;
    }

    private void ask(Answer<InitProducerIdResponseData> answer) {
        channels.to(metadata.anyNode())
                .call(
                        ApiKeys.INIT_PRODUCER_ID,
                        context.config().requestTimeoutMs(),
                        version -> new InitProducerIdRequestData()
                                .setTransactionalId(null)
                                .setTransactionTimeoutMs(Integer.MAX_VALUE),
                        (response, failure) -> read(response, failure, answer));
    }

    private static void read(
            @Nullable Response response, @Nullable Throwable failure, Answer<InitProducerIdResponseData> answer) {
        if (response == null) {
            answer.done(null, failure);
            return;
        }
        try (response) {
            InitProducerIdResponseData body = response.as(InitProducerIdResponseData.class);
            ApiException error = Failures.of(body.errorCode());
            answer.done(error == null ? body : null, error);
        }
    }
}
