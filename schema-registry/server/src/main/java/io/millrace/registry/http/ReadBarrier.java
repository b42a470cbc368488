package io.millrace.registry.http;

import io.millrace.registry.Registry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/**
 * Lets a read of a registry that does not lead see all that was acknowledged before, by whichever registry. When the log
 * does not answer in time the read is answered from what is known, and says so in {@link #STALE}. <i>Any thread.</i>
 */
final class ReadBarrier implements Handler<RoutingContext> {
    /** The header of an answer that may be older than what was acknowledged. */
    static final String STALE = "Millrace-Stale";

    private static final long PATIENCE_MS = 2_000;

    private final Registry registry;

    ReadBarrier(Registry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpMethod method = context.request().method();
        // A write is decided by who leads. What an id stands for never changes; a miss is looked up again.
        boolean needsNone = method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.DELETE)
                || context.request().path().startsWith("/schemas/ids/");
        if (needsNone || registry.isFresh()) {
            context.next();
            return;
        }
        pass(registry, context, context::next);
    }

    /** Goes on when all is read that was there when this was called. */
    static void pass(Registry registry, RoutingContext context, Runnable then) {
        Future.fromCompletionStage(
                        registry.refresh().copy().orTimeout(PATIENCE_MS, TimeUnit.MILLISECONDS),
                        context.vertx().getOrCreateContext())
                .onFailure(failure -> context.response().putHeader(STALE, "true"))
                .onComplete(done -> then.run());
    }
}
