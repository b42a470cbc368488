package io.millrace.registry.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when all is read that the topic held at some moment: asks for its end, and waits until what lies before is applied.
 * Who comes while the end is being asked for shares the next question, as this one's answer may be older than what he has
 * been told. <i>Any thread.</i>
 */
final class Freshness {
    private final Supplier<CompletableFuture<Long>> end;
    private final List<Waiting> waiting = new ArrayList<>();
    private long applied;
    private @Nullable CompletableFuture<Void> asking;
    private @Nullable CompletableFuture<Void> next;

    /** With the question for the topic's end. */
    Freshness(Supplier<CompletableFuture<Long>> end) {
        this.end = end;
    }

    private record Waiting(long until, CompletableFuture<Void> done) {}

    /** Completes when all is applied that was in the topic when this was called; fails when its end is not told. */
    CompletableFuture<Void> now() {
        CompletableFuture<Void> mine;
        synchronized (this) {
            if (asking != null) {
                if (next == null) {
                    next = new CompletableFuture<>();
                }
                return next;
            }
            mine = new CompletableFuture<>();
            asking = mine;
        }
        ask(mine);
        return mine;
    }

    private void ask(CompletableFuture<Void> mine) {
        end.get().whenComplete((offset, failure) -> {
            CompletableFuture<Void> following;
            boolean there = false;
            synchronized (this) {
                following = next;
                next = null;
                asking = following;
                if (failure == null) {
                    there = applied >= offset;
                    if (!there) {
                        waiting.add(new Waiting(offset, mine));
                    }
                }
            }
            if (failure != null) {
                mine.completeExceptionally(failure);
            } else if (there) {
                mine.complete(null);
            }
            if (following != null) {
                ask(following);
            }
        });
    }

    /** All before that offset is applied. */
    void applied(long offset) {
        List<CompletableFuture<Void>> done = new ArrayList<>();
        synchronized (this) {
            applied = offset;
            waiting.removeIf(each -> {
                boolean there = each.until() <= offset;
                if (there) {
                    done.add(each.done());
                }
                return there;
            });
        }
        done.forEach(each -> each.complete(null));
    }
}
