package io.millrace.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.compat.Level;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.schema.Contexts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which config and which mode are set, and which hold: a subject's own, its context's, the global ones. <i>Any thread.</i> */
public final class InForce {
    private final State state;
    private final Level level;

    InForce(State state, Level level) {
        this.state = state;
        this.level = level;
    }

    /** The config of a subject itself, or with null the global one itself; null when nothing is set there. */
    public @Nullable SubjectConfig config(@Nullable String subject) {
        return state.config(subject);
    }

    /** The level that holds for a subject, or with null where no subject says otherwise. */
    public Level levelOf(@Nullable String subject) {
        for (SubjectConfig each : layers(subject)) {
            if (each.level() != null) {
                return each.level();
            }
        }
        return level;
    }

    /** Whether schemas of the subject are normalized when they come in. */
    boolean normalizes(String subject) {
        for (SubjectConfig each : layers(subject)) {
            if (each.normalize() != null) {
                return each.normalize();
            }
        }
        return false;
    }

    /** All that is set for a subject, by itself or by what stands above it; with null what is set globally. */
    public ObjectNode configInScope(@Nullable String subject) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        List<SubjectConfig> layers = layers(subject);
        for (int i = layers.size() - 1; i >= 0; i--) {
            all.setAll(layers.get(i).kept());
        }
        all.remove("subject");
        return all;
    }

    /** The subject's own, its context's, the global one: those that there are. */
    private List<SubjectConfig> layers(@Nullable String subject) {
        List<SubjectConfig> layers = new ArrayList<>(4);
        for (String name : scopes(subject)) {
            SubjectConfig config = state.config(name.isEmpty() ? null : name);
            if (config != null) {
                layers.add(config);
            }
        }
        return layers;
    }

    /** From the nearest to the farthest; the empty name is the global one. */
    private static List<String> scopes(@Nullable String subject) {
        if (subject == null) {
            return List.of("", Contexts.ABOVE_ALL);
        }
        String context = Contexts.of(subject);
        return context.equals(Contexts.DEFAULT)
                ? List.of(subject, "", Contexts.ABOVE_ALL)
                : List.of(subject, Contexts.qualify(context, ""), "", Contexts.ABOVE_ALL);
    }

    /** The mode that is set at a subject itself, or with null the global one itself; null when none is. */
    public @Nullable Mode mode(@Nullable String subject) {
        return state.mode(subject);
    }

    /** The mode that holds for a subject, or with null where no subject says otherwise. */
    public Mode modeOf(@Nullable String subject) {
        if (state.mode(null) == Mode.READONLY_OVERRIDE) {
            return Mode.READONLY_OVERRIDE;
        }
        for (String name : scopes(subject)) {
            Mode mode = state.mode(name.isEmpty() ? null : name);
            if (mode != null) {
                return mode;
            }
        }
        return Mode.READWRITE;
    }
}
