package io.millrace.rest;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all bodies of a process may take at once: each counts, with the length it is announced with, until its request is
 * answered. Bodies are read whole, so without a bound a hundred large ones would fill the heap that the log lives in. One
 * that does not arrive in time is given up. <i>Any thread.</i>
 */
final class BodyBudget implements Handler<RoutingContext> {
    private static final String TIMER = "millrace.body.timer";

    private final long most;
    private final long patienceMs;
    private final AtomicLong taken = new AtomicLong();

    /** An eighth of the heap, as they grow by doubling and are read into objects; two of the largest at least. */
    static BodyBudget ofHeap(long patienceMs) {
        return new BodyBudget(
                Math.max(2L * Edge.MAX_BODY_BYTES, Runtime.getRuntime().maxMemory() / 8), patienceMs);
    }

    private BodyBudget(long most, long patienceMs) {
        this.most = most;
        this.patienceMs = patienceMs;
    }

    @Override
    public void handle(RoutingContext context) {
        long bytes = announced(context.request());
        if (bytes == 0) {
            context.next();
            return;
        }
        if (bytes > Edge.MAX_BODY_BYTES) {
            context.fail(413);
            return;
        }
        if (taken.addAndGet(bytes) > most) {
            taken.addAndGet(-bytes);
            ErrorAnswers.fail(context, 503, "too many large bodies at once; try again in a moment");
            return;
        }
        AtomicBoolean held = new AtomicBoolean(true);
        long timer = context.vertx()
                .setTimer(patienceMs, late -> context.request().connection().close());
        context.put(TIMER, timer);
        context.addEndHandler(ended -> {
            context.vertx().cancelTimer(timer);
            if (held.getAndSet(false)) {
                taken.addAndGet(-bytes);
            }
        });
        context.next();
    }

    /** The body is read: from here on the answer may take what it takes. */
    static void arrived(RoutingContext context) {
        Long timer = context.remove(TIMER);
        if (timer != null) {
            context.vertx().cancelTimer(timer);
        }
        context.next();
    }

    /** One that does not say how long it is may become as long as any. */
    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            return request.getHeader("Transfer-Encoding") == null ? 0 : Edge.MAX_BODY_BYTES;
        }
        try {
            return Long.parseLong(length.trim());
        } catch (NumberFormatException e) {
            return Edge.MAX_BODY_BYTES;
        }
    }
}
