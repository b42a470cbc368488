package io.millrace.client.produce;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How records are batched and delivered. <i>Immutable.</i>
 *
 * @param acks -1 for all, 1 or 0
 * @param idempotent whether retried batches are told apart from new ones; needs acks -1
 * @param lingerMs how long a batch that is not full waits
 * @param batchSizeBytes bytes at which a batch is closed
 * @param bufferMemoryBytes bytes not yet acknowledged, beyond which appends are refused
 * @param compression none, gzip, snappy, lz4 or zstd
 * @param maxRequestBytes largest record, and largest request
 * @param deliveryTimeoutMs an append that is not acknowledged for so long fails
 * @param maxInFlight produce requests on the way to one node, 1 to 5
 * @param retries times that a batch is sent again before it fails
 * @param transactionalId whose transactions the appends are part of, or null
 * @param transactionTimeoutMs a transaction that is open for so long is aborted by the log
 */
public record AppendConfig(
        short acks,
        boolean idempotent,
        int lingerMs,
        int batchSizeBytes,
        long bufferMemoryBytes,
        String compression,
        int maxRequestBytes,
        int deliveryTimeoutMs,
        int maxInFlight,
        int retries,
        @Nullable String transactionalId,
        int transactionTimeoutMs) {

    /** Without transactions; tries until the delivery time-out. */
    public AppendConfig(
            short acks,
            boolean idempotent,
            int lingerMs,
            int batchSizeBytes,
            long bufferMemoryBytes,
            String compression,
            int maxRequestBytes,
            int deliveryTimeoutMs,
            int maxInFlight) {
        this(
                acks,
                idempotent,
                lingerMs,
                batchSizeBytes,
                bufferMemoryBytes,
                compression,
                maxRequestBytes,
                deliveryTimeoutMs,
                maxInFlight,
                Integer.MAX_VALUE,
                null,
                60_000);
    }

    /** A transaction cannot do without idempotence. */
    public AppendConfig {
        if (transactionalId != null && (transactionalId.isEmpty() || !idempotent || acks != -1)) {
            throw new IllegalArgumentException(
                    "transactional.id=" + transactionalId + ": needs enable.idempotence=true and acks=all");
        }
    }

    /** Binds the producer's keys; throws IllegalArgumentException that names a bad one. */
    public static AppendConfig from(Settings settings) {
        String acks = settings.get(ClientKeys.ACKS);
        boolean all = acks.equals("all") || acks.equals("-1");
        String transactionalId = settings.get(ClientKeys.TRANSACTIONAL_ID);
        return new AppendConfig(
                all ? -1 : Short.parseShort(acks),
                all && settings.get(ClientKeys.ENABLE_IDEMPOTENCE),
                settings.get(ClientKeys.LINGER_MS),
                settings.get(ClientKeys.BATCH_SIZE),
                settings.get(ClientKeys.BUFFER_MEMORY),
                settings.get(ClientKeys.COMPRESSION_TYPE),
                settings.get(ClientKeys.MAX_REQUEST_SIZE),
                settings.get(ClientKeys.DELIVERY_TIMEOUT_MS),
                settings.get(ClientKeys.MAX_IN_FLIGHT),
                settings.get(ClientKeys.RETRIES),
                transactionalId.isEmpty() ? null : transactionalId,
                settings.get(ClientKeys.TRANSACTION_TIMEOUT_MS));
    }

    /** Kafka's defaults. */
    public static AppendConfig defaults() {
        return from(Settings.of(Map.of(), List.of()));
    }
}
