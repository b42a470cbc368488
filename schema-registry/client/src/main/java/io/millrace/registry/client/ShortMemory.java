package io.millrace.registry.client;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Answers that may change, believed for a set time: not at all at 0, for ever when negative. Any thread. */
final class ShortMemory<K, V> {
    private record Seen<V>(V answer, long nanos) {}

    private final ConcurrentHashMap<K, Seen<V>> seen = new ConcurrentHashMap<>();
    private final int entriesMax;
    private final long ttlMs;
    private final LongSupplier nanos;

    ShortMemory(int entriesMax, long ttlMs, LongSupplier nanos) {
        this.entriesMax = entriesMax;
        this.ttlMs = entriesMax == 0 ? 0 : ttlMs;
        this.nanos = nanos;
    }

    V get(K key, AnswersBySchema.Ask<V> ask) throws IOException, RestClientException {
        if (ttlMs == 0) {
            return ask.answer();
        }
        Seen<V> known = seen.get(key);
        if (known != null && (ttlMs < 0 || nanos.getAsLong() - known.nanos < ttlMs * 1_000_000)) {
            return known.answer;
        }
        V answer = ask.answer();
        if (seen.size() >= entriesMax) {
            seen.clear();
        }
        seen.put(key, new Seen<>(answer, nanos.getAsLong()));
        return answer;
    }

    void clear() {
        seen.clear();
    }
}
