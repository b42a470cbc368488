package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Registry;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Refusal;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** What the registry is: its root, contexts and identity. */
final class MetaRoutes {
    private static final String VERSION = "0.1.0";

    private final Registry registry;
    private final Forwarding forwarding;

    MetaRoutes(Registry registry, Forwarding forwarding) {
        this.registry = registry;
        this.forwarding = forwarding;
    }

    void mount(Paths paths) {
        mountWithin(paths);
        paths.delete("/contexts/:" + Requests.CONTEXT, context -> forwarding.write(context, this::deleteContext));
    }

    void mountWithin(Paths paths) {
        paths.get("/", context -> Answers.now(context, Json::object));
        paths.post("/", context -> Answers.now(context, Json::object));
        paths.get("/contexts", this::contexts);
        paths.get("/v1/metadata/id", context -> Answers.now(context, this::id));
        paths.get(
                "/v1/metadata/version",
                context -> Answers.now(
                        context, () -> Json.object().put("version", VERSION).put("commitId", "")));
        paths.get(
                "/v1/metadata/deployment",
                context -> Answers.now(context, () -> {
                    ObjectNode deployment = Json.object();
                    deployment.putArray("attributes");
                    return deployment;
                }));
    }

    private void contexts(RoutingContext context) {
        Answers.now(
                context,
                () -> Requests.list(Requests.page(
                        context,
                        registry.catalog().contexts(Requests.text(context, "contextPrefix")),
                        registry.config().limits().contexts())));
    }

    private void deleteContext(RoutingContext context) {
        try {
            String whole = Requests.whole(context);
            Future.fromCompletionStage(
                            registry.deleteContext(whole.isEmpty() ? Contexts.DEFAULT : Contexts.of(whole)),
                            context.vertx().getOrCreateContext())
                    .onSuccess(done -> context.response().setStatusCode(204).end())
                    .onFailure(failure -> Answers.failed(context, failure));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private ObjectNode id() {
        ObjectNode id = Json.object();
        ObjectNode scope = id.putObject("scope");
        scope.putArray("path");
        scope.putObject("clusters")
                .put("kafka-cluster", registry.clusterId())
                .put("schema-registry-cluster", registry.config().groupId());
        return id.put("id", "");
    }
}
