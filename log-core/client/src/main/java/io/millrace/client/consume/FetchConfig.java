package io.millrace.client.consume;

import io.millrace.base.Settings;
import io.millrace.client.config.ClientKeys;
import java.util.List;
import java.util.Map;

/**
 * How much is fetched ahead, and how long a node may wait for it. <i>Immutable.</i>
 *
 * @param minBytes a fetch is answered when so many bytes are there
 * @param maxWaitMs or after so long
 * @param maxBytes bytes fetched ahead, unclosed ones included
 * @param maxPartitionBytes bytes of one partition in one fetch
 */
public record FetchConfig(int minBytes, int maxWaitMs, int maxBytes, int maxPartitionBytes) {

    /** Binds the consumer's keys; throws IllegalArgumentException that names a bad one. */
    public static FetchConfig from(Settings settings) {
        return new FetchConfig(
                settings.get(ClientKeys.FETCH_MIN_BYTES),
                settings.get(ClientKeys.FETCH_MAX_WAIT_MS),
                settings.get(ClientKeys.FETCH_MAX_BYTES),
                settings.get(ClientKeys.MAX_PARTITION_FETCH_BYTES));
    }

    /** Kafka's defaults. */
    public static FetchConfig defaults() {
        return from(Settings.of(Map.of(), List.of()));
    }
}
