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
 * @param committedOnly whether records of open and aborted transactions are left out
 * @param rack where the client stands, empty when it does not say
 */
public record FetchConfig(
        int minBytes, int maxWaitMs, int maxBytes, int maxPartitionBytes, boolean committedOnly, String rack) {
    /** As above, transactions or not, and without a rack. */
    public FetchConfig(int minBytes, int maxWaitMs, int maxBytes, int maxPartitionBytes) {
        this(minBytes, maxWaitMs, maxBytes, maxPartitionBytes, false, "");
    }

    /** Binds the consumer's keys; throws IllegalArgumentException that names a bad one. */
    public static FetchConfig from(Settings settings) {
        return new FetchConfig(
                settings.get(ClientKeys.FETCH_MIN_BYTES),
                settings.get(ClientKeys.FETCH_MAX_WAIT_MS),
                settings.get(ClientKeys.FETCH_MAX_BYTES),
                settings.get(ClientKeys.MAX_PARTITION_FETCH_BYTES),
                settings.get(ClientKeys.ISOLATION_LEVEL).equals("read_committed"),
                settings.get(ClientKeys.CLIENT_RACK));
    }

    /** Kafka's defaults. */
    public static FetchConfig defaults() {
        return from(Settings.of(Map.of(), List.of()));
    }
}
