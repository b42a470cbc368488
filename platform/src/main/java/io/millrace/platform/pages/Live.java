package io.millrace.platform.pages;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Sends a new picture each second to those who look, as server-sent events; asks for none while nobody does. A page that
 * does not keep up misses pictures, it does not pile them up. <i>Any thread;</i> its lock guards who looks.
 */
final class Live {
    /** More than so many pages at once are refused. */
    static final int MOST = 64;

    private static final int EVERY_MS = 1_000;

    private final Vertx vertx;
    private final Supplier<CompletableFuture<String>> picture;
    private final List<Page> pages = new ArrayList<>();
    private long timer = -1;

    private record Page(HttpServerResponse response, Context context) {}

    Live(Vertx vertx, Supplier<CompletableFuture<String>> picture) {
        this.vertx = vertx;
        this.picture = picture;
    }

    /** Sends pictures there until it is closed; false when too many look already. On the response's context. */
    synchronized boolean send(HttpServerResponse response) {
        if (pages.size() >= MOST) {
            return false;
        }
        Page page = new Page(response, vertx.getOrCreateContext());
        response.closeHandler(gone -> leave(page));
        response.exceptionHandler(broken -> leave(page));
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .write("retry: 2000\n\n");
        pages.add(page);
        if (timer < 0) {
            timer = vertx.setPeriodic(EVERY_MS, tick -> look());
        }
        look();
        return true;
    }

    /** How many look. */
    synchronized int looking() {
        return pages.size();
    }

    /** Sends no more. */
    synchronized void stop() {
        pages.clear();
        cancel();
    }

    private synchronized void leave(Page page) {
        pages.remove(page);
        if (pages.isEmpty()) {
            cancel();
        }
    }

    private void cancel() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void look() {
        picture.get().whenComplete((json, failure) -> {
            if (json != null) {
                all().forEach(page -> page.context.runOnContext(now -> write(page, json)));
            }
        });
    }

    private synchronized List<Page> all() {
        return List.copyOf(pages);
    }

    private static void write(Page page, String json) {
        if (!page.response.ended() && !page.response.closed() && !page.response.writeQueueFull()) {
            page.response.write("data: " + json + "\n\n");
        }
    }
}
