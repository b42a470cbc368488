package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.registry.Catalog;
import io.millrace.registry.NewSchema;
import io.millrace.registry.Registry;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Refusal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code /subjects}: lists, versions, registration, look-up and deletion. */
final class SubjectRoutes {
    private final Registry registry;
    private final Catalog catalog;
    private final Forwarding forwarding;

    SubjectRoutes(Registry registry, Forwarding forwarding) {
        this.registry = registry;
        this.catalog = registry.catalog();
        this.forwarding = forwarding;
    }

    void mount(Router router) {
        router.post("/subjects/:subject/versions").handler(context -> forwarding.write(context, this::register));
        router.post("/subjects/:subject").handler(this::lookUp);
        router.get("/subjects/:subject/versions/:version").handler(this::version);
        router.get("/subjects/:subject/versions/:version/schema").handler(this::text);
        router.get("/subjects/:subject/versions/:version/referencedby").handler(this::referencedBy);
        router.get("/subjects/:subject/versions").handler(this::versions);
        router.get("/subjects").handler(this::subjects);
        router.delete("/subjects/:subject/versions/:version")
                .handler(context -> forwarding.write(context, this::deleteVersion));
        router.delete("/subjects/:subject").handler(context -> forwarding.write(context, this::deleteSubject));
    }

    private void register(RoutingContext context) {
        Answers.later(
                context,
                () -> {
                    NewSchema schema = Requests.schema(context);
                    return registry.register(Requests.subject(context), schema, Requests.flag(context, "normalize"));
                },
                version -> Json.object().put("id", version.id()));
    }

    private void lookUp(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.lookUp(
                        Requests.subject(context),
                        Requests.schema(context),
                        Requests.flag(context, "normalize"),
                        Requests.flag(context, "deleted")),
                Json::version);
    }

    private void version(RoutingContext context) {
        try {
            Version version = find(context);
            Answers.later(
                    context,
                    () -> Formats.of(registry, context, version.schema()),
                    text -> Json.version(version, text));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void text(RoutingContext context) {
        try {
            Answers.text(context, Formats.of(registry, context, find(context).schema()));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void referencedBy(RoutingContext context) {
        Answers.now(context, () -> {
            Version version = catalog.version(Requests.subject(context), Requests.version(context), true);
            return Requests.list(Requests.page(context, catalog.referencedBy(version, Requests.scope(context))));
        });
    }

    private void versions(RoutingContext context) {
        Answers.now(context, () -> {
            boolean negative = Requests.flag(context, "deletedAsNegative");
            Catalog.Scope scope = negative ? Catalog.Scope.ALL : Requests.scope(context);
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Requests.page(context, catalog.versionsOf(Requests.subject(context), scope))
                    .forEach(each -> list.add(negative && each.deleted() ? -each.number() : each.number()));
            return list;
        });
    }

    private void subjects(RoutingContext context) {
        Answers.now(
                context,
                () -> Requests.list(Requests.page(
                        context, catalog.subjects(Requests.text(context, "subjectPrefix"), Requests.scope(context)))));
    }

    private void deleteVersion(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.deleteVersion(
                        Requests.subject(context), Requests.version(context), Requests.flag(context, "permanent")),
                IntNode::valueOf);
    }

    private void deleteSubject(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.deleteSubject(Requests.subject(context), Requests.flag(context, "permanent")),
                Requests::list);
    }

    private Version find(RoutingContext context) {
        return catalog.version(Requests.subject(context), Requests.version(context), Requests.flag(context, "deleted"));
    }
}
