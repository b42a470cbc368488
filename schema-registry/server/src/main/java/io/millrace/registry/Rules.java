package io.millrace.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.journal.Changes;
import io.millrace.registry.journal.Lane.Decision;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.StoredSchema.Use;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides on configs and modes; a null subject means the global ones. The state is read, never written. */
final class Rules {
    private final State state;
    private final Catalog catalog;
    private final boolean modeMutable;

    Rules(State state, Catalog catalog, boolean modeMutable) {
        this.state = state;
        this.catalog = catalog;
        this.modeMutable = modeMutable;
    }

    /** Sets what the request names, and takes out what it names as null; the rest stays. Tells what is kept then. */
    Decision<ObjectNode> setConfig(@Nullable String subject, ConfigChange change) {
        Writable.check(catalog, subject);
        SubjectConfig before = state.config(subject);
        ObjectNode fields = change.over(before == null ? null : before.kept());
        return new Decision<>(new Changes(state).putConfig(subject, fields).records(), fields);
    }

    /** The config that was there; 40408. */
    Decision<SubjectConfig> deleteConfig(@Nullable String subject) {
        Writable.check(catalog, subject);
        SubjectConfig before = state.config(subject);
        if (before == null) {
            if (subject != null) {
                throw noConfig(subject);
            }
            before = new SubjectConfig(catalog.inForce().levelOf(null), null, JsonNodeFactory.instance.objectNode());
            return new Decision<>(List.of(), before);
        }
        return new Decision<>(new Changes(state).removeConfig(subject).records(), before);
    }

    /** No mode takes out what is set. 42204; 42205 where there is something that an import would be mixed with. */
    Decision<Optional<Mode>> setMode(@Nullable String subject, @Nullable String name, boolean force) {
        checkMutable(subject);
        if (name == null) {
            return clearMode(subject);
        }
        Mode mode = Mode.find(name);
        if (mode == null || subject != null && mode == Mode.READONLY_OVERRIDE) {
            throw new Refusal(
                    422,
                    42204,
                    "Invalid mode. Valid values are READWRITE, READONLY, IMPORT, FORWARD"
                            + (subject == null ? ", READONLY_OVERRIDE" : ""));
        }
        Changes changes = new Changes(state);
        if (mode == Mode.IMPORT && catalog.inForce().modeOf(subject) != Mode.IMPORT && !force) {
            makeRoom(subject, changes);
        }
        return new Decision<>(changes.putMode(subject, mode).records(), Optional.of(mode));
    }

    private Decision<Optional<Mode>> clearMode(@Nullable String subject) {
        Changes changes = new Changes(state);
        if (state.mode(subject) != null) {
            changes.removeMode(subject);
        }
        return new Decision<>(changes.records(), Optional.empty());
    }

    /** An import begins on empty ground: nothing lives there, and what was deleted softly goes for good. */
    private void makeRoom(@Nullable String subject, Changes changes) {
        List<Subject> there = new ArrayList<>();
        for (String name : catalog.subjects(prefix(subject), Catalog.Scope.ALL)) {
            Subject found = state.subject(name);
            if (found != null && (subject == null || Contexts.isWhole(subject) || name.equals(subject))) {
                there.add(found);
            }
        }
        // What refers to each other goes together.
        Set<String> names = there.stream().map(Subject::name).collect(Collectors.toSet());
        for (Subject each : there) {
            if (!each.isDeleted()) {
                throw new Refusal(422, 42205, "Cannot import since found existing subjects");
            }
            for (Version version : each.versions()) {
                boolean fromElsewhere = state.referrers(new Use(version.subject(), version.number())).stream()
                        .anyMatch(use -> !names.contains(use.subject()) && catalog.find(use) != null);
                if (fromElsewhere) {
                    throw Deletions.referenced(version);
                }
                changes.purge(version);
            }
            changes.clearSubject(each.name());
        }
        if (!there.isEmpty()) {
            changes.barrier();
        }
    }

    private static String prefix(@Nullable String subject) {
        return subject == null ? "" : subject;
    }

    /** The mode that was there, for the global one the one that held; 40409. With {@code recursive} those of all subjects of the context go too. */
    Decision<Optional<Mode>> deleteMode(@Nullable String subject, boolean recursive) {
        checkMutable(subject);
        Mode before = state.mode(subject);
        Changes changes = new Changes(state);
        if (recursive && (subject == null || Contexts.isWhole(subject))) {
            String context = subject == null ? Contexts.DEFAULT : Contexts.of(subject);
            state.modes().keySet().stream()
                    .filter(name -> !name.isEmpty()
                            && !name.equals(subject)
                            && Contexts.of(name).equals(context))
                    .forEach(changes::removeMode);
        }
        if (before == null && subject != null && changes.records().isEmpty()) {
            throw noMode(subject);
        }
        if (before != null) {
            changes.removeMode(subject);
        }
        Mode told = before == null && subject == null ? catalog.inForce().modeOf(null) : before;
        return new Decision<>(changes.records(), Optional.ofNullable(told));
    }

    private void checkMutable(@Nullable String subject) {
        if (subject != null) {
            Writable.checkNameOrContext(subject);
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
