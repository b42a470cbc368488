package io.millrace.platform.pages.view;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How fast counters grow, each by what was seen of it lately. <i>Loop-owned.</i> */
public final class Rates {
    private static final long FORGET_AFTER_MS = 120_000;
    private static final int MAX_COUNTERS = 20_000;

    private final Map<String, ArrayDeque<Seen>> counters = new HashMap<>();

    private record Seen(long atMs, long value) {}

    /**
     * Notes the counter's value and answers how much it grew a second within the window; null when it is seen for the
     * first time, or it fell, since then another one has taken its name.
     */
    public @Nullable Double grow(String counter, long value, long nowMs, long windowMs) {
        if (counters.size() >= MAX_COUNTERS && !counters.containsKey(counter)) {
            return null;
        }
        ArrayDeque<Seen> seen = counters.computeIfAbsent(counter, name -> new ArrayDeque<>());
        if (!seen.isEmpty() && seen.getLast().value > value) {
            seen.clear();
        }
        if (seen.isEmpty() || seen.getLast().atMs < nowMs) {
            seen.add(new Seen(nowMs, value));
        }
        while (seen.size() > 2 && nowMs - seen.getFirst().atMs > windowMs) {
            seen.removeFirst();
        }
        Seen first = seen.getFirst();
        long tookMs = nowMs - first.atMs;
        return tookMs <= 0 ? null : (value - first.value) * 1000.0 / tookMs;
    }

    /** Forgets the counters that are not asked for any more. */
    public void sweep(long nowMs) {
        counters.values().removeIf(seen -> nowMs - seen.getLast().atMs > FORGET_AFTER_MS);
    }
}
