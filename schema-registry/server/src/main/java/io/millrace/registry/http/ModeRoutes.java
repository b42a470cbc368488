package io.millrace.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.registry.Catalog;
import io.millrace.registry.Registry;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.schema.Refusal;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code /mode}: which writes are taken. */
final class ModeRoutes {
    private final Registry registry;
    private final Catalog catalog;
    private final Forwarding forwarding;

    ModeRoutes(Registry registry, Forwarding forwarding) {
        this.registry = registry;
        this.catalog = registry.catalog();
        this.forwarding = forwarding;
    }

    void mount(Paths paths) {
        for (String path : new String[] {"/mode", "/mode/:subject"}) {
            paths.get(path, this::get);
            paths.put(path, context -> forwarding.write(context, this::put));
            paths.delete(path, context -> forwarding.write(context, this::delete));
        }
    }

    private void put(RoutingContext context) {
        Answers.later(
                context,
                () -> {
                    JsonNode mode = Requests.object(context).path("mode");
                    return registry.setMode(
                            Requests.subjectIfAny(context),
                            mode.isNull() ? null : mode.asText(""),
                            Requests.flag(context, "force"));
                },
                ModeRoutes::answer);
    }

    private void delete(RoutingContext context) {
        Answers.later(
                context,
                () -> registry.deleteMode(Requests.subjectIfAny(context), Requests.flag(context, "recursive")),
                ModeRoutes::answer);
    }

    private void get(RoutingContext context) {
        Answers.now(context, () -> {
            String subject = Requests.subjectIfAny(context);
            Mode mode = catalog.inForce().modeOf(subject);
            if (subject != null
                    && catalog.inForce().mode(subject) == null
                    && mode != Mode.READONLY_OVERRIDE
                    && !Requests.flag(context, "defaultToGlobal")) {
                throw new Refusal(404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
            }
            return answer(mode);
        });
    }

    /** Null where none is set any more. */
    private static JsonNode answer(Optional<Mode> mode) {
        return mode.map(ModeRoutes::answer).orElseGet(() -> Json.object().putNull("mode"));
    }

    private static JsonNode answer(Mode mode) {
        return Json.object().put("mode", mode.name());
    }
}
