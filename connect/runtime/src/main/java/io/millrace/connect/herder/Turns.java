package io.millrace.connect.herder;

import io.millrace.base.Loop;
import io.millrace.connect.herder.config.Refused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steps that are done one after the other, each when the one before it has ended. <i>Loop-owned.</i> */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
    private static final int MAX_WAITING = 32;

    private final Loop loop;
    private final String whose;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private int waiting;
    private boolean ending;

    Turns(Loop loop, String whose) {
        this.loop = loop;
        this.whose = whose;
    }

    /** Does the step in its turn; it may give its answer before it ends. Refuses when too many wait. */
    <T> CompletableFuture<T> next(Function<CompletableFuture<T>, CompletableFuture<?>> step) {
        if (ending) {
            return CompletableFuture.failedFuture(away());
        }
        if (waiting >= MAX_WAITING) {
            return CompletableFuture.failedFuture(
                    new Refused(Refused.CONFLICT, "connector " + whose + " is busy; try again in a moment"));
        }
        return queue(answer -> {
            if (ending) {
                throw away();
            }
            return step.apply(answer);
        });
    }

    /** Does the step as the last one, however many wait: those are refused. Should it fail, others are taken again. */
    <T> CompletableFuture<T> last(Function<CompletableFuture<T>, CompletableFuture<?>> step) {
        ending = true;
        return queue(answer -> step.apply(answer).whenComplete((done, failure) -> ending = failure == null));
    }

    private Refused away() {
        return new Refused(Refused.CONFLICT, "connector " + whose + " is going away; try again in a moment");
    }

    private <T> CompletableFuture<T> queue(Function<CompletableFuture<T>, CompletableFuture<?>> step) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        waiting++;
        last = last.thenComposeAsync(before -> step.apply(answer).thenApply(done -> done), loop::execute)
                .handleAsync(
                        (done, failure) -> {
                            waiting--;
                            if (failure != null && !answer.completeExceptionally(plain(failure))) {
                                LOG.warn(
                                        "connector {}: a change was not carried through: {}",
                                        whose,
                                        plain(failure).toString());
                            }
                            return null;
                        },
                        loop::execute);
        return answer;
    }

    /** Completes when all have. */
    static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new));
    }

    static Throwable plain(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
