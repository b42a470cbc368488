package io.millrace.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Registry;
import io.millrace.registry.compat.Verdict;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /compatibility}: what a registration would say, without registering. */
final class CompatibilityRoutes {
    private final Registry registry;

    CompatibilityRoutes(Registry registry) {
        this.registry = registry;
    }

    void mount(Router router) {
        router.post("/compatibility/subjects/:subject/versions/:version").handler(this::withOne);
        router.post("/compatibility/subjects/:subject/versions").handler(this::withAll);
    }

    private void withOne(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.check(
                        Requests.subject(context),
                        Requests.version(context),
                        Requests.schema(context),
                        Requests.flag(context, "normalize")),
                verdict -> answer(context, verdict));
    }

    private void withAll(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.check(
                        Requests.subject(context), Requests.schema(context), Requests.flag(context, "normalize")),
                verdict -> answer(context, verdict));
    }

    private static JsonNode answer(RoutingContext context, Verdict verdict) {
        ObjectNode node = Json.object().put("is_compatible", verdict.isCompatible());
        if (Requests.flag(context, "verbose")) {
            node.set("messages", Requests.list(verdict.messages()));
        }
        return node;
    }
}
