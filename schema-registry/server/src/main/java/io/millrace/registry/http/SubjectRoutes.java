package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Catalog;
import io.millrace.registry.NewSchema;
import io.millrace.registry.Registry;
import io.millrace.registry.SearchLimits;
import io.millrace.registry.compat.ExplanationJson;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Refusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /subjects}: lists, versions, registration, look-up, deletion and its undoing. */
final class SubjectRoutes {
    private static final int INCOMPATIBLE = 409;

    private final Registry registry;
    private final Catalog catalog;
    private final SearchLimits limits;
    private final Forwarding forwarding;
    /** Tools ask for it again and again, and each time it would be made of every name. */
    private volatile @Nullable Listed listed;

    SubjectRoutes(Registry registry, Forwarding forwarding) {
        this.registry = registry;
        this.catalog = registry.catalog();
        this.limits = registry.config().limits();
        this.forwarding = forwarding;
    }

    /** The names of all live subjects, as they were when the state had seen so many changes. */
    private record Listed(long changes, Buffer answer, String tag) {}

    void mount(Paths paths) {
        String subject = "/subjects/:subject";
        paths.post(subject + "/versions", context -> forwarding.write(context, this::register));
        paths.post(subject, this::lookUp);
        paths.get(subject + "/versions/:version", this::version);
        paths.get(subject + "/versions/:version/schema", this::text);
        paths.get(subject + "/versions/:version/referencedby", this::referencedBy);
        paths.get(subject + "/versions", this::versions);
        paths.get(subject + "/metadata", this::withProperties);
        paths.get(subject + "/diff", this::difference);
        paths.get("/subjects", this::subjects);
        paths.delete(subject + "/versions/:version", context -> forwarding.write(context, this::deleteVersion));
        paths.delete(subject, context -> forwarding.write(context, this::deleteSubject));
        paths.post(subject + "/versions/:version/tags", context -> forwarding.write(context, this::tag));
        paths.post(subject + "/undelete", context -> forwarding.write(context, this::restore));
        paths.post(subject + "/versions/:version/undelete", context -> forwarding.write(context, this::restore));
    }

    private String subject(RoutingContext context) {
        return catalog.aliased(Requests.subject(context));
    }

    private void register(RoutingContext context) {
        try {
            register(context, subject(context), Requests.schema(context));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    /** A version's schema with other tags, metadata or rules, as the next version. */
    private void tag(RoutingContext context) {
        try {
            ObjectNode body = Requests.object(context);
            Version version = catalog.version(subject(context), Requests.version(context), false);
            register(context, version.subject(), Requests.tagged(body, version));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void register(RoutingContext context, String subject, NewSchema schema) {
        boolean normalize = Requests.flag(context, "normalize");
        Future.fromCompletionStage(
                        registry.register(subject, schema, normalize),
                        context.vertx().getOrCreateContext())
                .onSuccess(version -> registered(context, version))
                .onFailure(failure -> refused(context, subject, schema, normalize, failure));
    }

    private void registered(RoutingContext context, Version version) {
        registry.usage().of(Contexts.of(version.subject()), version.id()).registered();
        Answers.later(context, () -> Formats.of(registry, context, version.subject(), version.schema()), text -> {
            boolean old = Requests.isOldClient(context);
            ObjectNode node = Json.object().put("id", version.id());
            if (!old) {
                ObjectNode all = Json.version(version, text, false);
                all.remove(List.of("id", "subject", "deleted"));
                node.setAll(all);
            }
            return node;
        });
    }

    /** With all that stands against it, where that was asked for. */
    private void refused(
            RoutingContext context, String subject, NewSchema schema, boolean normalize, Throwable failure) {
        if (Answers.cause(failure) instanceof Refusal refusal
                && refusal.status() == INCOMPATIBLE
                && Requests.flag(context, CompatibilityRoutes.EXPLAIN)) {
            Future.fromCompletionStage(
                            registry.explain(subject, schema, normalize),
                            context.vertx().getOrCreateContext())
                    .onSuccess(all -> Answers.refuse(context, refusal, ExplanationJson.of(all)))
                    .onFailure(other -> Answers.refuse(context, refusal));
            return;
        }
        Answers.failed(context, failure);
    }

    private void lookUp(RoutingContext context) {
        try {
            NewSchema schema = Requests.schema(context);
            Future.fromCompletionStage(
                            registry.lookUp(
                                    catalog.located(subject(context)),
                                    schema,
                                    Requests.flag(context, "normalize"),
                                    Requests.flag(context, "deleted")),
                            context.vertx().getOrCreateContext())
                    .onSuccess(version -> answer(context, version))
                    .onFailure(failure -> Answers.failed(context, failure));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void version(RoutingContext context) {
        try {
            answer(context, find(context));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void answer(RoutingContext context, Version version) {
        registry.usage().of(Contexts.of(version.subject()), version.id()).read();
        Details.answer(
                registry,
                context,
                version.subject(),
                version.schema(),
                text -> Json.version(version, text, Requests.isOldClient(context)));
    }

    private void text(RoutingContext context) {
        try {
            Version version = find(context);
            Answers.text(context, Formats.of(registry, context, version.subject(), version.schema()));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void referencedBy(RoutingContext context) {
        Answers.now(context, () -> {
            Version version = catalog.version(subject(context), Requests.version(context), true);
            return Requests.list(
                    Requests.page(context, catalog.referencedBy(version, Requests.scope(context)), limits.versions()));
        });
    }

    private void versions(RoutingContext context) {
        Answers.now(context, () -> {
            boolean negative = Requests.flag(context, "deletedAsNegative");
            Catalog.Scope scope = negative ? Catalog.Scope.ALL : Requests.scope(context);
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            Requests.page(context, catalog.versionsOf(subject(context), scope), limits.versions())
                    .forEach(each -> list.add(negative && each.deleted() ? -each.number() : each.number()));
            return list;
        });
    }

    private void withProperties(RoutingContext context) {
        try {
            List<String> keys = context.queryParams().getAll("key");
            List<String> values = context.queryParams().getAll("value");
            if (keys.size() != values.size()) {
                throw new Refusal(400, 400, "each 'key' of the query needs one 'value'");
            }
            Map<String, String> properties = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                properties.put(keys.get(i), values.get(i));
            }
            answer(context, catalog.withProperties(subject(context), properties, Requests.flag(context, "deleted")));
        } catch (Refusal e) {
            Answers.refuse(context, e);
        }
    }

    private void difference(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.difference(
                        catalog.version(subject(context), Requests.version(context, "from"), true),
                        catalog.version(subject(context), Requests.version(context, "to"), true)),
                Json::difference);
    }

    private void subjects(RoutingContext context) {
        if (context.request().query() == null
                && Requests.whole(context).isEmpty()
                && limits.subjects().isNone()) {
            Listed all = listed();
            Answers.send(context, all.answer(), all.tag());
            return;
        }
        Answers.now(
                context,
                () -> Requests.list(Requests.page(
                        context,
                        catalog.subjects(Requests.prefix(context, Contexts.ALL), Requests.scope(context)),
                        limits.subjects())));
    }

    private Listed listed() {
        Listed kept = listed;
        // Taken before the names: what comes in between makes them old, never the other way round.
        long changes = registry.changes();
        if (kept != null && kept.changes() == changes) {
            return kept;
        }
        Buffer answer = Answers.encode(Requests.list(catalog.subjects(Contexts.ALL, Catalog.Scope.LIVE)));
        Listed made = new Listed(changes, answer, ETags.of(answer));
        listed = made;
        return made;
    }

    private void deleteVersion(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.deleteVersion(
                        subject(context), Requests.version(context), Requests.flag(context, "permanent")),
                IntNode::valueOf);
    }

    private void deleteSubject(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.deleteSubject(subject(context), Requests.flag(context, "permanent")),
                Requests::list);
    }

    private void restore(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.restore(
                        subject(context), context.pathParams().containsKey("version") ? Requests.version(context) : 0),
                Requests::list);
    }

    private Version find(RoutingContext context) {
        return catalog.version(
                catalog.located(subject(context)), Requests.version(context), Requests.flag(context, "deleted"));
    }
}
