package io.millrace.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Registry;
import io.millrace.registry.compat.Verdict;
import io.vertx.ext.web.RoutingContext;

/** {@code /compatibility}: what a registration would say, without registering. */
final class CompatibilityRoutes {
    /** The query that asks for all there is to say. */
    static final String EXPLAIN = "explain";

    private final Registry registry;

    CompatibilityRoutes(Registry registry) {
        this.registry = registry;
    }

    void mount(Paths paths) {
        paths.post("/compatibility/subjects/:subject/versions/:version", this::withOne);
        paths.post("/compatibility/subjects/:subject/versions", this::withAll);
    }

    private void withOne(RoutingContext context) {
        boolean normalize = Requests.flag(context, "normalize");
        if (Requests.flag(context, EXPLAIN)) {
            Answers.later(
                    context,
                    () -> registry.explain(
                            subject(context), Requests.version(context), Requests.schema(context), normalize),
                    Json::explanation);
            return;
        }
        Answers.later(
                context,
                () -> registry.check(subject(context), Requests.version(context), Requests.schema(context), normalize),
                verdict -> answer(context, verdict));
    }

    private void withAll(RoutingContext context) {
        boolean normalize = Requests.flag(context, "normalize");
        if (Requests.flag(context, EXPLAIN)) {
            Answers.later(
                    context,
                    () -> registry.explain(subject(context), Requests.schema(context), normalize),
                    Json::explanation);
            return;
        }
        Answers.later(
                context,
                () -> registry.check(subject(context), Requests.schema(context), normalize),
                verdict -> answer(context, verdict));
    }

    private String subject(RoutingContext context) {
        return registry.catalog().aliased(Requests.subject(context));
    }

    private static JsonNode answer(RoutingContext context, Verdict verdict) {
        ObjectNode node = Json.object().put("is_compatible", verdict.isCompatible());
        if (Requests.flag(context, "verbose")) {
            node.set("messages", Requests.list(verdict.messages()));
        }
        return node;
    }
}
