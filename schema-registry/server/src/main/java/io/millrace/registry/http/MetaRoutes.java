package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Registry;
import io.vertx.ext.web.Router;
import java.util.List;

/** What the registry is: its root, contexts and identity. */
final class MetaRoutes {
    private static final String VERSION = "0.1.0";

    private final Registry registry;

    MetaRoutes(Registry registry) {
        this.registry = registry;
    }

    void mount(Router router) {
        router.get("/").handler(context -> Answers.now(context, Json::object));
        router.post("/").handler(context -> Answers.now(context, Json::object));
        router.get("/contexts").handler(context -> Answers.now(context, () -> Requests.list(List.of("."))));
        router.get("/v1/metadata/id").handler(context -> Answers.now(context, this::id));
        router.get("/v1/metadata/version")
                .handler(context -> Answers.now(
                        context, () -> Json.object().put("version", VERSION).put("commitId", "")));
    }

    private ObjectNode id() {
        ObjectNode id = Json.object();
        ObjectNode scope = id.putObject("scope");
        scope.putArray("path");
        scope.putObject("clusters")
                .put("schema-registry-cluster", registry.config().groupId());
        return id.put("id", "");
    }
}
