package io.millrace.registry;

import io.millrace.registry.SchemaReader.Candidate;
import io.millrace.registry.compat.CompatibilityCheck;
import io.millrace.registry.compat.Level;
import io.millrace.registry.compat.Verdict;
import io.millrace.registry.journal.Changes;
import io.millrace.registry.journal.Lane.Decision;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a schema that somebody registers. Owned by who calls; the state is read, never written. */
final class Registrations {
    private final State state;
    private final Catalog catalog;
    private final SchemaReader reader;

    Registrations(State state, Catalog catalog, SchemaReader reader) {
        this.state = state;
        this.catalog = catalog;
        this.reader = reader;
    }

    /** The live version that is that very text, found without parsing; null when there is none. */
    @Nullable
    Version known(String name, SchemaText schema) {
        Subject subject = state.subject(name);
        if (subject != null) {
            for (Version version : newestFirst(subject.live())) {
                if (version.schema().equals(schema)) {
                    return version;
                }
            }
        }
        return null;
    }

    /** The version that is that schema; 40401, 40403. */
    Version lookUp(String name, Candidate candidate, boolean deletedToo) {
        Subject subject = state.subject(name);
        if (subject == null || !deletedToo && subject.isDeleted()) {
            throw Catalog.noSubject(name);
        }
        Version found = same(deletedToo ? subject.versions() : subject.live(), candidate);
        if (found == null) {
            throw new Refusal(404, 40403, "Schema not found");
        }
        return found;
    }

    /** A new version, or the one that there is. */
    Decision<Version> register(String name, NewSchema request, Candidate candidate) {
        Subject subject = state.subject(name);
        Version existing = subject == null ? null : same(subject.live(), candidate);
        if (existing != null) {
            return new Decision<>(List.of(), existing);
        }
        Writable.check(catalog, name);
        candidate.schema().references().forEach(this::checkIsThere);
        if (request.id() > 0) {
            throw new Refusal(422, 42205, "Subject " + name + " is not in import mode");
        }
        int number = subject == null ? 1 : subject.nextNumber();
        if (request.version() > 0 && request.version() != number) {
            throw Refusal.invalidSchema("Version " + request.version() + " is not the next one, which is " + number);
        }
        Verdict verdict = check(name, candidate);
        if (!verdict.isCompatible()) {
            throw new Refusal(
                    409,
                    40901,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + name
                            + "\", details: " + verdict.messages());
        }
        Version buried = subject == null ? null : same(subject.versions(), candidate);
        Version made = new Version(name, number, idFor(candidate, buried), candidate.schema(), false);
        Changes changes = new Changes(state).put(made);
        // Others may refer to it by its number, and what was written with them has to stay readable.
        if (buried != null && catalog.referencedBy(buried, Catalog.Scope.ALL).isEmpty()) {
            changes.purge(buried);
        }
        return new Decision<>(changes.records(), made);
    }

    /** It was when the schema was read; since then it may have been deleted for good. */
    private void checkIsThere(Reference reference) {
        Subject subject = state.subject(reference.subject());
        boolean isThere = subject != null
                && subject.versions().stream().anyMatch(version -> version.number() == reference.version());
        if (!isThere) {
            throw Refusal.invalidSchema("No schema reference found for subject \"" + reference.subject()
                    + "\" and version " + reference.version());
        }
    }

    /** Against the versions that the subject's level asks for. */
    Verdict check(String name, Candidate candidate) {
        Subject subject = state.subject(name);
        Level level = catalog.levelOf(name);
        return subject == null ? Verdict.compatible(level) : check(level, candidate, newestFirst(subject.live()));
    }

    /** Against one version. */
    Verdict check(String name, Candidate candidate, Version version) {
        return check(catalog.levelOf(name), candidate, List.of(version));
    }

    private Verdict check(Level level, Candidate candidate, List<Version> newestFirst) {
        List<Integer> positions = new ArrayList<>(newestFirst.size());
        newestFirst.forEach(version -> positions.add(version.number()));
        return CompatibilityCheck.check(
                level,
                candidate.parsed(),
                positions,
                number ->
                        reader.stored(newestFirst.get(positions.indexOf(number)).schema()));
    }

    private int idFor(Candidate candidate, @Nullable Version buried) {
        if (buried != null) {
            return buried.id();
        }
        Integer id = state.idOf(candidate.schema());
        return id != null ? id : state.maxId() + 1;
    }

    private @Nullable Version same(List<Version> versions, Candidate candidate) {
        List<Version> newestFirst = newestFirst(versions);
        for (Version version : newestFirst) {
            if (version.schema().equals(candidate.schema())) {
                return version;
            }
        }
        for (Version version : newestFirst) {
            if (reader.same(version, candidate.schema())) {
                return version;
            }
        }
        return null;
    }

    private static List<Version> newestFirst(List<Version> versions) {
        List<Version> reversed = new ArrayList<>(versions);
        Collections.reverse(reversed);
        return reversed;
    }
}
