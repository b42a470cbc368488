package io.millrace.client.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** One record on its way: the only object that a record costs beside its bytes. <i>Any thread.</i> */
final class SendFuture implements Future<RecordMetadata> {
    final int index;
    final long timestamp;
    final int keySize;
    final int valueSize;
    final @Nullable Callback callback;
    final @Nullable Headers headers;
    private final StagedBatch batch;

    SendFuture(
            StagedBatch batch,
            int index,
            long timestamp,
            int keySize,
            int valueSize,
            @Nullable Callback callback,
            @Nullable Headers headers) {
        this.batch = batch;
        this.index = index;
        this.timestamp = timestamp;
        this.keySize = keySize;
        this.valueSize = valueSize;
        this.callback = callback;
        this.headers = headers;
    }

    @Override
    public RecordMetadata get() throws InterruptedException, ExecutionException {
        batch.await();
        return batch.outcome(this);
    }

    @Override
    public RecordMetadata get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!batch.await(timeout, unit)) {
            throw new TimeoutException("no acknowledgement within " + unit.toMillis(timeout) + " ms");
        }
        return batch.outcome(this);
    }

    @Override
    public boolean isDone() {
        return batch.isDone();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}
