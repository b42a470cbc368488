package io.millrace.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Catalog;
import io.millrace.registry.Registry;
import io.millrace.registry.compat.Level;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.schema.Refusal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** {@code /config}: compatibility levels, and whether schemas are normalized. */
final class ConfigRoutes {
    private final Registry registry;
    private final Catalog catalog;
    private final Forwarding forwarding;

    ConfigRoutes(Registry registry, Forwarding forwarding) {
        this.registry = registry;
        this.catalog = registry.catalog();
        this.forwarding = forwarding;
    }

    void mount(Router router) {
        for (String path : new String[] {"/config", "/config/:subject"}) {
            router.get(path).handler(this::get);
            router.put(path).handler(context -> forwarding.write(context, this::put));
            router.delete(path).handler(context -> forwarding.write(context, this::delete));
        }
    }

    private void get(RoutingContext context) {
        Answers.now(context, () -> {
            String subject = Requests.subjectIfAny(context);
            SubjectConfig own = catalog.config(subject);
            if (subject != null && (own == null || own.level() == null) && !Requests.flag(context, "defaultToGlobal")) {
                throw new Refusal(
                        404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
            }
            SubjectConfig kept = own != null ? own : catalog.config(null);
            return answer(catalog.levelOf(subject), kept == null ? null : kept.normalize());
        });
    }

    private void put(RoutingContext context) {
        Answers.later(
                context,
                () -> {
                    ObjectNode body = Requests.object(context);
                    check(body);
                    JsonNode normalize = body.path("normalize");
                    return registry.setConfig(
                                    Requests.subjectIfAny(context),
                                    level(body),
                                    normalize.isBoolean() ? normalize.asBoolean() : null)
                            .thenApply(done -> body);
                },
                body -> {
                    ObjectNode echo = Json.object();
                    Level level = level(body);
                    if (level != null) {
                        echo.put("compatibility", level.name());
                    }
                    if (body.path("normalize").isBoolean()) {
                        echo.put("normalize", body.path("normalize").asBoolean());
                    }
                    return echo;
                });
    }

    private void delete(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.deleteConfig(Requests.subjectIfAny(context)),
                before -> answer(before.level() == null ? catalog.levelOf(null) : before.level(), before.normalize()));
    }

    private static ObjectNode answer(Level level, @Nullable Boolean normalize) {
        ObjectNode node = Json.object().put("compatibilityLevel", level.name());
        return normalize == null ? node : node.put("normalize", normalize);
    }

    private static void check(ObjectNode body) {
        body.properties().forEach(entry -> {
            String name = entry.getKey();
            boolean known =
                    name.equals("compatibility") || name.equals("compatibilityLevel") || name.equals("normalize");
            JsonNode value = entry.getValue();
            boolean empty = value.isNull() || value.isBoolean() && !value.asBoolean();
            if (!known && !empty) {
                throw Requests.unknown(name);
            }
        });
        if (level(body) == null && !body.path("normalize").isBoolean()) {
            throw invalidLevel();
        }
    }

    private static @Nullable Level level(ObjectNode body) {
        JsonNode given = body.has("compatibility") ? body.path("compatibility") : body.path("compatibilityLevel");
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        Level level = Level.find(Requests.textOf(given));
        if (level == null) {
            throw invalidLevel();
        }
        return level;
    }

    private static Refusal invalidLevel() {
        return new Refusal(
                422,
                42203,
                "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive,"
                        + " forward_transitive, and full_transitive");
    }
}
