package io.millrace.platform.pages;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether this process lives, and whether it does its work: for whoever starts it anew. <i>Any thread.</i> */
final class HealthRoutes {
    private final LogState log;

    HealthRoutes(LogState log) {
        this.log = log;
    }

    void mount(Router router) {
        router.get("/health/live").handler(context -> answer(context, 200, "UP", null));
        router.get("/health/ready").handler(this::ready);
    }

    /** A full disk is no reason to stop the process, which goes on by itself when there is room; a failed one is. */
    private void ready(RoutingContext context) {
        String failure = log.failure();
        if (failure != null) {
            answer(context, 503, "DOWN", failure);
        } else {
            answer(context, 200, "UP", log.shortage());
        }
    }

    private static void answer(RoutingContext context, int status, String word, @Nullable String logSays) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("status", word);
        if (logSays != null) {
            body.put("log", logSays);
        }
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(PageRoutes.json(body));
    }
}
