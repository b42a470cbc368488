package io.millrace.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Registry;
import io.millrace.registry.compat.ExplanationJson;
import io.millrace.registry.compat.Verdict;
import io.millrace.registry.schema.Refusal;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** {@code /compatibility}: what a registration would say, without registering. */
final class CompatibilityRoutes {
    /** The query that asks for all there is to say. */
    static final String EXPLAIN = "explain";

    private static final int INVALID = 42201;

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
                    ExplanationJson::of);
            return;
        }
        answer(
                context,
                () -> registry.check(subject(context), Requests.version(context), Requests.schema(context), normalize));
    }

    private void withAll(RoutingContext context) {
        boolean normalize = Requests.flag(context, "normalize");
        if (Requests.flag(context, EXPLAIN)) {
            Answers.later(
                    context,
                    () -> registry.explain(subject(context), Requests.schema(context), normalize),
                    ExplanationJson::of);
            return;
        }
        answer(context, () -> registry.check(subject(context), Requests.schema(context), normalize));
    }

    private String subject(RoutingContext context) {
        return registry.catalog().aliased(Requests.subject(context));
    }

    /** Who wants to know why is told so of what is no schema, too. */
    private static void answer(RoutingContext context, Supplier<CompletableFuture<Verdict>> check) {
        boolean verbose = Requests.flag(context, "verbose");
        Answers.later(
                context,
                () -> verbose
                        ? check.get()
                                .handle((verdict, failure) ->
                                        failure == null ? answer(verdict, true) : invalid(failure))
                        : check.get().thenApply(verdict -> answer(verdict, false)),
                node -> node);
    }

    private static JsonNode answer(Verdict verdict, boolean verbose) {
        ObjectNode node = Json.object().put("is_compatible", verdict.isCompatible());
        if (verbose) {
            node.set("messages", Requests.list(verdict.messages()));
        }
        return node;
    }

    private static JsonNode invalid(Throwable failure) {
        Throwable cause = Answers.cause(failure);
        if (cause instanceof Refusal refusal && refusal.code() == INVALID) {
            ObjectNode node = Json.object().put("is_compatible", false);
            node.set("messages", Requests.list(List.of(refusal.getMessage())));
            return node;
        }
        throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }
}
