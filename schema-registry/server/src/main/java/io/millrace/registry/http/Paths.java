package io.millrace.registry.http;

import io.millrace.rest.ErrorAnswers;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** The paths of a router with their methods: another method at one of them is told which there are (405). */
final class Paths {
    private final Router router;
    private final Traffic traffic;
    private final Map<String, TreeSet<String>> methods = new LinkedHashMap<>();

    Paths(Router router, Traffic traffic) {
        this.router = router;
        this.traffic = traffic;
    }

    Paths get(String path, Handler<RoutingContext> handler) {
        return add(HttpMethod.GET, path, handler);
    }

    Paths post(String path, Handler<RoutingContext> handler) {
        return add(HttpMethod.POST, path, handler);
    }

    Paths put(String path, Handler<RoutingContext> handler) {
        return add(HttpMethod.PUT, path, handler);
    }

    Paths delete(String path, Handler<RoutingContext> handler) {
        return add(HttpMethod.DELETE, path, handler);
    }

    private Paths add(HttpMethod method, String path, Handler<RoutingContext> handler) {
        Traffic.Route route = traffic.of(method.name(), path);
        router.route(method, path).handler(context -> {
            long began = System.nanoTime();
            context.addEndHandler(
                    ended -> route.answered(context.response().getStatusCode(), System.nanoTime() - began));
            handler.handle(context);
        });
        TreeSet<String> taken = methods.computeIfAbsent(path, any -> new TreeSet<>());
        taken.add(method.name());
        if (method.equals(HttpMethod.GET)) {
            taken.add(HttpMethod.HEAD.name());
        }
        return this;
    }

    /** Comes after the last path. */
    void end() {
        methods.forEach((path, taken) -> router.route(path).handler(context -> {
            String allowed = String.join(", ", taken);
            context.response().putHeader("Allow", allowed);
            ErrorAnswers.fail(
                    context,
                    405,
                    context.request().method() + " is not possible at "
                            + context.request().path() + ", but " + allowed);
        }));
    }
}
