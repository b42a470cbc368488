package io.millrace.platform.pages.ask;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Answers that stay good for a while, so that many who look ask no more often than one. <i>Any thread;</i> its lock guards
 * the answers.
 */
public final class Fresh<K, V> {
    private final long goodForNanos;
    private final int most;
    private final Function<K, CompletableFuture<V>> ask;
    private final Map<K, Answer<V>> answers = new LinkedHashMap<>();

    private record Answer<V>(long askedNanos, CompletableFuture<V> future) {}

    /**
     * Nothing asked yet.
     *
     * @param most how many answers are kept
     */
    public Fresh(long goodForMs, int most, Function<K, CompletableFuture<V>> ask) {
        this.goodForNanos = goodForMs * 1_000_000;
        this.most = most;
        this.ask = ask;
    }

    /** The answer, asked for now unless there is one that is still good or on its way. */
    public synchronized CompletableFuture<V> get(K key) {
        long now = System.nanoTime();
        Answer<V> last = answers.get(key);
        if (last != null && (!last.future.isDone() || now - last.askedNanos < goodForNanos)) {
            return last.future;
        }
        answers.remove(key);
        if (answers.size() >= most) {
            answers.remove(answers.keySet().iterator().next());
        }
        CompletableFuture<V> future = ask.apply(key);
        answers.put(key, new Answer<>(now, future));
        return future;
    }
}
