package io.millrace.registry;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What was used last, up to a number and a weight of all together. <i>Any thread.</i> */
final class Kept<K, V> {
    private final int most;
    private final long heaviest;
    private final ToLongFunction<K> weight;
    private final Map<K, V> values = new LinkedHashMap<>(64, 0.75f, true);
    private long weighs;

    Kept(int most, long heaviest, ToLongFunction<K> weight) {
        this.most = most;
        this.heaviest = heaviest;
        this.weight = weight;
    }

    synchronized @Nullable V get(K key) {
        return values.get(key);
    }

    /** Drops what was used longest ago, where it is too much; what is too heavy alone is not kept. */
    synchronized void put(K key, V value) {
        if (values.put(key, value) == null) {
            weighs += weight.applyAsLong(key);
        }
        Iterator<K> eldest = values.keySet().iterator();
        while ((values.size() > most || weighs > heaviest) && eldest.hasNext()) {
            weighs -= weight.applyAsLong(eldest.next());
            eldest.remove();
        }
    }

    synchronized int size() {
        return values.size();
    }
}
