package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Catalog;
import io.millrace.registry.Registry;
import io.millrace.registry.SchemaTypes;
import io.millrace.registry.SearchLimits;
import io.millrace.registry.Usage;
import io.millrace.registry.journal.State.ContextId;
import io.millrace.registry.journal.StoredSchema;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Annotations;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@code /schemas}: by id, by guid, and all of them. */
final class SchemaRoutes {
    /** Encoded answers by id; all are dropped when there are so many. */
    private static final int MAX_ENCODED = 10_000;

    private static final Set<String> PLAIN = Set.of("subject");

    private final Registry registry;
    private final Catalog catalog;
    private final SearchLimits limits;
    private final Map<ContextId, Encoded> encoded = new ConcurrentHashMap<>();

    SchemaRoutes(Registry registry) {
        this.registry = registry;
        this.catalog = registry.catalog();
        this.limits = registry.config().limits();
    }

    private record Encoded(StoredSchema stored, @Nullable Version first, Buffer answer, String tag, Usage.Of usage) {}

    void mount(Paths paths) {
        paths.get("/schemas/ids/:id", context -> found(context, this::byId));
        paths.get("/schemas/ids/:id/schema", context -> found(context, this::text));
        paths.get("/schemas/ids/:id/subjects", context -> fresh(context, this::subjects));
        paths.get("/schemas/ids/:id/versions", context -> fresh(context, this::versions));
        paths.get("/schemas/ids/:id/usage", context -> fresh(context, this::usage));
        paths.get("/schemas/guids/:guid", this::byGuid);
        paths.get("/schemas/guids/:guid/ids", this::ids);
        paths.get("/schemas/types", context -> Answers.now(context, () -> Requests.list(SchemaTypes.types())));
        paths.get("/schemas", this::all);
    }

    /** What an id stands for never changes, so what is found is true; only a miss may have been registered elsewhere. */
    private void found(RoutingContext context, Handler<RoutingContext> handler) {
        try {
            if (catalog.schema(Requests.id(context), Requests.subjectAskedFor(context)) != null) {
                handler.handle(context);
            } else {
                fresh(context, handler);
            }
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void fresh(RoutingContext context, Handler<RoutingContext> handler) {
        if (registry.isFresh()) {
            handler.handle(context);
        } else {
            ReadBarrier.pass(registry, context, () -> handler.handle(context));
        }
    }

    private void byId(RoutingContext context) {
        try {
            int id = Requests.id(context);
            StoredSchema stored = find(context);
            String where = contextOf(stored);
            if (isPlain(context)) {
                Encoded known = encoded(where, stored);
                known.usage().read();
                Answers.send(context, known.answer(), known.tag());
                return;
            }
            registry.usage().of(where, id).read();
            Details.answer(registry, context, subjectOf(stored), stored.schema(), text -> {
                ObjectNode node = answer(stored, first(stored), text, Requests.isOldClient(context));
                return Requests.flag(context, "fetchMaxId") ? node.put("maxId", catalog.maxId(where)) : node;
            });
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    /** Whether nothing is asked for but the schema as it is kept; the subject that serdes name changes nothing. */
    private static boolean isPlain(RoutingContext context) {
        return (context.request().query() == null
                        || PLAIN.containsAll(context.queryParams().names()))
                && !Requests.isOldClient(context);
    }

    private void text(RoutingContext context) {
        try {
            StoredSchema stored = find(context);
            registry.usage().of(contextOf(stored), stored.id()).read();
            Answers.text(context, Formats.of(registry, context, subjectOf(stored), stored.schema()));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void subjects(RoutingContext context) {
        Answers.now(
                context,
                () -> Requests.list(Requests.page(
                        context, catalog.subjectsOf(find(context), Requests.scope(context)), limits.subjects())));
    }

    private void versions(RoutingContext context) {
        Answers.now(context, () -> {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Requests.page(context, catalog.uses(find(context), Requests.scope(context)), limits.versions())
                    .forEach(use ->
                            list.addObject().put("subject", use.subject()).put("version", use.version()));
            return list;
        });
    }

    private void usage(RoutingContext context) {
        Answers.now(context, () -> {
            StoredSchema stored = find(context);
            return CareRoutes.usage(registry, new ContextId(contextOf(stored), stored.id()), stored);
        });
    }

    private void byGuid(RoutingContext context) {
        try {
            Set<ContextId> places = places(context);
            StoredSchema stored = catalog.at(places.iterator().next());
            if (stored == null) {
                throw noGuid(context);
            }
            registry.usage().of(contextOf(stored), stored.id()).read();
            Answers.later(
                    context,
                    () -> Formats.of(registry, context, subjectOf(stored), stored.schema()),
                    text -> Json.schema(stored.schema(), text)
                            .put("guid", stored.guid().toString()));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void ids(RoutingContext context) {
        Answers.now(context, () -> {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            places(context).stream()
                    .sorted((a, b) -> a.context().compareTo(b.context()))
                    .forEach(place ->
                            list.addObject().put("context", place.context()).put("id", place.id()));
            return list;
        });
    }

    private Set<ContextId> places(RoutingContext context) {
        try {
            Set<ContextId> places = catalog.withGuid(UUID.fromString(context.pathParam("guid")));
            if (!places.isEmpty()) {
                return places;
            }
        } catch (IllegalArgumentException e) {
            // Said below: what is no guid names no schema.
        }
        throw noGuid(context);
    }

    private static Refusal noGuid(RoutingContext context) {
        return new Refusal(404, 40403, "Schema " + context.pathParam("guid") + " not found");
    }

    private void all(RoutingContext context) {
        Answers.now(context, () -> {
            boolean old = Requests.isOldClient(context);
            boolean withAliases = Requests.flag(context, "aliases");
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            for (Version version : Requests.page(context, versionsAskedFor(context, withAliases), limits.schemas())) {
                ObjectNode node = Json.version(version, version.schema().text(), old);
                if (withAliases) {
                    List<String> aliases = catalog.aliasesOf(version.subject());
                    if (!aliases.isEmpty()) {
                        node.set("aliases", Requests.list(aliases));
                    }
                }
                list.add(node);
            }
            return list;
        });
    }

    private List<Version> versionsAskedFor(RoutingContext context, boolean withAliases) {
        String prefix = Requests.prefix(context, "");
        List<Version> found = new ArrayList<>(
                catalog.versions(prefix, Requests.scope(context), Requests.flag(context, "latestOnly")));
        if (withAliases && !prefix.isEmpty()) {
            for (String subject : catalog.aliased(prefix, Requests.scope(context))) {
                found.addAll(
                        catalog.versionsOfOne(subject, Requests.scope(context), Requests.flag(context, "latestOnly")));
            }
        }
        String ruleType = Requests.text(context, "ruleType");
        if (!ruleType.isEmpty()) {
            found.removeIf(version -> !Annotations.hasRule(version.schema().annotations(), ruleType));
        }
        return found.stream().distinct().toList();
    }

    private StoredSchema find(RoutingContext context) {
        int id = Requests.id(context);
        StoredSchema stored = catalog.schema(id, catalog.aliased(Requests.subjectAskedFor(context)));
        if (stored == null) {
            throw Catalog.noSchema(id);
        }
        return stored;
    }

    private @Nullable Version first(StoredSchema stored) {
        return catalog.find(stored.uses().get(0));
    }

    private static String contextOf(StoredSchema stored) {
        return Contexts.of(subjectOf(stored));
    }

    private static String subjectOf(StoredSchema stored) {
        return stored.uses().get(0).subject();
    }

    private Encoded encoded(String where, StoredSchema stored) {
        ContextId place = new ContextId(where, stored.id());
        // A version is another once it is deleted or put back; the schema stays the same then.
        Version first = first(stored);
        Encoded known = encoded.get(place);
        if (known != null && known.stored() == stored && known.first() == first) {
            return known;
        }
        if (encoded.size() >= MAX_ENCODED) {
            encoded.clear();
        }
        Buffer answer = Answers.encode(answer(stored, first, stored.schema().text(), false));
        Encoded made = new Encoded(
                stored, first, answer, ETags.of(answer), registry.usage().of(where, stored.id()));
        encoded.put(place, made);
        return made;
    }

    /** The schema with the first version that is it, for who knows these fields. */
    private ObjectNode answer(StoredSchema stored, @Nullable Version first, String text, boolean oldClient) {
        ObjectNode node = Json.schema(stored.schema(), text);
        if (!oldClient) {
            if (first != null) {
                node.put("subject", first.subject()).put("version", first.number());
            }
            node.put("guid", stored.guid().toString());
            if (first != null) {
                Json.put(node, first);
            }
        }
        return node;
    }
}
