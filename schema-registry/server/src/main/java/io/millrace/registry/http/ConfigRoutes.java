package io.millrace.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.Catalog;
import io.millrace.registry.ConfigChange;
import io.millrace.registry.Registry;
import io.millrace.registry.compat.Level;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.schema.Refusal;
import io.vertx.ext.web.RoutingContext;

/** {@code /config}: compatibility levels, and whether schemas are normalized. */
final class ConfigRoutes {
    private static final String LEVEL = "compatibilityLevel";

    private final Registry registry;
    private final Catalog catalog;
    private final Forwarding forwarding;

    ConfigRoutes(Registry registry, Forwarding forwarding) {
        this.registry = registry;
        this.catalog = registry.catalog();
        this.forwarding = forwarding;
    }

    void mount(Paths paths) {
        for (String path : new String[] {"/config", "/config/:subject"}) {
            paths.get(path, this::get);
            paths.put(path, context -> forwarding.write(context, this::put));
            paths.delete(path, context -> forwarding.write(context, this::delete));
        }
    }

    private void get(RoutingContext context) {
        Answers.now(context, () -> {
            String subject = Requests.subjectIfAny(context);
            SubjectConfig own = catalog.inForce().config(subject);
            boolean inherits = Requests.flag(context, "defaultToGlobal");
            if (subject != null && own == null && !inherits) {
                throw new Refusal(
                        404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
            }
            ObjectNode fields = own == null || inherits ? catalog.inForce().configInScope(subject) : own.kept();
            return answer(catalog.inForce().levelOf(subject), fields);
        });
    }

    private void put(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.setConfig(Requests.subjectIfAny(context), ConfigChange.of(Requests.object(context))),
                kept -> {
                    ObjectNode answer = Json.object();
                    kept.properties()
                            .forEach(each -> answer.set(
                                    each.getKey().equals(LEVEL) ? "compatibility" : each.getKey(), each.getValue()));
                    return answer;
                });
    }

    private void delete(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.deleteConfig(Requests.subjectIfAny(context)),
                before -> answer(
                        before.level() == null
                                ? catalog.inForce().levelOf(Requests.subjectIfAny(context))
                                : before.level(),
                        before.kept()));
    }

    /** The level that holds, then what else is set. */
    private static ObjectNode answer(Level level, ObjectNode fields) {
        ObjectNode node = Json.object().put(LEVEL, level.name());
        fields.properties().forEach(each -> {
            if (!each.getKey().equals("subject") && !each.getKey().equals(LEVEL)) {
                node.set(each.getKey(), each.getValue());
            }
        });
        return node;
    }
}
