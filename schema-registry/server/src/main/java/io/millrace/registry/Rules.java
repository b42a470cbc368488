package io.millrace.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.compat.Level;
import io.millrace.registry.journal.Changes;
import io.millrace.registry.journal.Lane.Decision;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.schema.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides on configs and modes; a null subject means the global ones. The state is read, never written. */
final class Rules {
    private static final Set<Mode> SETTABLE = EnumSet.of(Mode.READWRITE, Mode.READONLY, Mode.READONLY_OVERRIDE);

    private final State state;
    private final Catalog catalog;
    private final boolean modeMutable;

    Rules(State state, Catalog catalog, boolean modeMutable) {
        this.state = state;
        this.catalog = catalog;
        this.modeMutable = modeMutable;
    }

    Decision<Boolean> setConfig(@Nullable String subject, @Nullable Level level, @Nullable Boolean normalize) {
        Writable.check(catalog, subject);
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        if (level != null) {
            fields.put("compatibilityLevel", level.name());
        }
        if (normalize != null) {
            fields.put("normalize", normalize);
        }
        return new Decision<>(new Changes(state).putConfig(subject, fields).records(), true);
    }

    /** The config that was there; 40408. */
    Decision<SubjectConfig> deleteConfig(@Nullable String subject) {
        Writable.check(catalog, subject);
        SubjectConfig before = state.config(subject);
        if (before == null) {
            if (subject != null) {
                throw noConfig(subject);
            }
            before = new SubjectConfig(catalog.levelOf(null), null, JsonNodeFactory.instance.objectNode());
            return new Decision<>(List.of(), before);
        }
        return new Decision<>(new Changes(state).removeConfig(subject).records(), before);
    }

    Decision<Mode> setMode(@Nullable String subject, @Nullable String name) {
        checkMutable(subject);
        Mode mode = Mode.find(name);
        if (mode == null || !SETTABLE.contains(mode) || subject != null && mode == Mode.READONLY_OVERRIDE) {
            throw new Refusal(
                    422,
                    42204,
                    "Invalid mode. Valid values are READWRITE, READONLY"
                            + (subject == null ? ", READONLY_OVERRIDE" : ""));
        }
        return new Decision<>(new Changes(state).putMode(subject, mode).records(), mode);
    }

    /** The mode that was there; 40409. */
    Decision<Mode> deleteMode(@Nullable String subject) {
        checkMutable(subject);
        Mode before = state.mode(subject);
        if (before == null) {
            if (subject != null) {
                throw noMode(subject);
            }
            return new Decision<>(List.of(), Mode.READWRITE);
        }
        return new Decision<>(new Changes(state).removeMode(subject).records(), before);
    }

    private void checkMutable(@Nullable String subject) {
        if (subject != null) {
            Writable.checkName(subject);
        }
        if (!modeMutable) {
            throw new Refusal(422, 42205, "Mode changes are not allowed");
        }
    }

    static Refusal noConfig(String subject) {
        return new Refusal(
                404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static Refusal noMode(String subject) {
        return new Refusal(404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
    }
}
