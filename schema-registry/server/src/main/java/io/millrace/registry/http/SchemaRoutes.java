package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Catalog;
import io.millrace.registry.Registry;
import io.millrace.registry.SchemaTypes;
import io.millrace.registry.journal.StoredSchema;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaText;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /schemas}: by id, and all of them. */
final class SchemaRoutes {
    /** Encoded answers by id; all are dropped when there are so many. */
    private static final int MAX_ENCODED = 10_000;

    private final Registry registry;
    private final Catalog catalog;
    private final Map<Integer, Encoded> encoded = new ConcurrentHashMap<>();

    SchemaRoutes(Registry registry) {
        this.registry = registry;
        this.catalog = registry.catalog();
    }

    private record Encoded(SchemaText schema, Buffer answer) {}

    void mount(Router router) {
        router.get("/schemas/ids/:id").handler(this::byId);
        router.get("/schemas/ids/:id/schema").handler(this::text);
        router.get("/schemas/ids/:id/subjects")
                .handler(context -> Answers.now(
                        context,
                        () -> Requests.list(Requests.page(
                                context, catalog.subjectsOf(Requests.id(context), Requests.scope(context))))));
        router.get("/schemas/ids/:id/versions").handler(this::versions);
        router.get("/schemas/types").handler(context -> Answers.now(context, () -> Requests.list(SchemaTypes.types())));
        router.get("/schemas").handler(this::all);
    }

    private void byId(RoutingContext context) {
        try {
            int id = Requests.id(context);
            StoredSchema stored = find(id);
            if (isPlain(context)) {
                Answers.send(context, encoded(stored));
                return;
            }
            Answers.later(context, () -> Formats.of(registry, context, stored.schema()), text -> {
                ObjectNode node = Json.schema(stored.schema(), text);
                return Requests.flag(context, "fetchMaxId") ? node.put("maxId", catalog.maxId()) : node;
            });
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    /** Whether nothing is asked for but the schema as it is kept; serdes name the subject too, which changes nothing. */
    private static boolean isPlain(RoutingContext context) {
        return context.request().query() == null
                || Requests.text(context, "format").isEmpty() && !Requests.flag(context, "fetchMaxId");
    }

    private void text(RoutingContext context) {
        try {
            StoredSchema stored = find(Requests.id(context));
            Answers.text(context, Formats.of(registry, context, stored.schema()));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void versions(RoutingContext context) {
        Answers.now(context, () -> {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Requests.page(context, catalog.uses(Requests.id(context), Requests.scope(context)))
                    .forEach(use ->
                            list.addObject().put("subject", use.subject()).put("version", use.version()));
            return list;
        });
    }

    private void all(RoutingContext context) {
        Answers.now(context, () -> {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Requests.page(
                            context,
                            catalog.versions(
                                    Requests.text(context, "subjectPrefix"),
                                    Requests.scope(context),
                                    Requests.flag(context, "latestOnly")))
                    .forEach(version -> list.add(Json.version(version)));
            return list;
        });
    }

    private StoredSchema find(int id) {
        StoredSchema stored = catalog.schema(id);
        if (stored == null) {
            throw Catalog.noSchema(id);
        }
        return stored;
    }

    private Buffer encoded(StoredSchema stored) {
        Encoded known = encoded.get(stored.id());
        if (known != null && known.schema() == stored.schema()) {
            return known.answer();
        }
        if (encoded.size() >= MAX_ENCODED) {
            encoded.clear();
        }
        Buffer answer =
                Answers.encode(Json.schema(stored.schema(), stored.schema().text()));
        encoded.put(stored.id(), new Encoded(stored.schema(), answer));
        return answer;
    }
}
