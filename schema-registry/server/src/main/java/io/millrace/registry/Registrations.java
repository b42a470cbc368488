package io.millrace.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.SchemaReader.Candidate;
import io.millrace.registry.compat.Verdict;
import io.millrace.registry.journal.Changes;
import io.millrace.registry.journal.Lane.Decision;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.StoredSchema;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.TopicRecord;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Annotations;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.Refusal;
import io.millrace.registry.schema.SchemaText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a schema that somebody registers. Owned by who calls; the state is read, never written. */
final class Registrations {
    private static final List<String> POPULATING =
            List.of("defaultMetadata", "overrideMetadata", "defaultRuleSet", "overrideRuleSet");

    private final State state;
    private final Catalog catalog;
    private final SchemaReader reader;
    private final Judgement judgement;

    Registrations(State state, Catalog catalog, SchemaReader reader, Judgement judgement) {
        this.state = state;
        this.catalog = catalog;
        this.reader = reader;
        this.judgement = judgement;
    }

    /** The live version that is that very text, found without parsing; null when there is none, or more is asked for. */
    @Nullable
    Version known(String name, NewSchema request, Candidate candidate) {
        Subject subject = state.subject(name);
        if (subject == null || request.version() > 0 || populates(name)) {
            return null;
        }
        for (Version version : newestFirst(subject.live())) {
            if (version.schema().equals(candidate.schema()) && (request.id() <= 0 || request.id() == version.id())) {
                return version;
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
        List<Version> versions = deletedToo ? subject.versions() : subject.live();
        // What is not sent is as a registration would fill it in; else it is as it was sent, or does not matter.
        SchemaText sent = candidate.schema();
        Version found = same(versions, populated(name, 0, candidate, subject.live(), 1), 0);
        found = found == null ? same(versions, candidate, 0) : found;
        if (found == null && sent.annotations() == null) {
            for (Version version : newestFirst(versions)) {
                if (reader.sameSchema(version, candidate)) {
                    return version;
                }
            }
            for (Version version : newestFirst(versions)) {
                if (reader.anotherWriting(version, candidate)) {
                    return version;
                }
            }
        }
        if (found == null) {
            throw new Refusal(404, 40403, "Schema not found");
        }
        return found;
    }

    /** A new version, or the one that there is. */
    Decision<Version> register(String name, NewSchema request, Candidate sent) {
        Writable.checkName(name);
        Subject subject = state.subject(name);
        List<Version> live = subject == null ? List.of() : subject.live();
        Version existing = same(live, sent, request.version());
        if (existing != null && request.id() > 0 && request.id() != existing.id()) {
            throw new Refusal(
                    422,
                    42207,
                    "Subject " + name + " has this schema as version " + existing.number() + " with the id "
                            + existing.id() + ", which is not the id " + request.id() + " that was sent");
        }
        if (existing != null && !populates(name)) {
            return new Decision<>(List.of(), existing);
        }
        boolean imported = checkMode(name, request);
        sent.schema().references().forEach(reference -> checkIsThere(name, reference));
        if (reader.isOutdated(name, sent)) {
            throw Refusal.invalidSchema("What a reference of the schema leads to was replaced while it was read");
        }
        int number = imported && request.version() > 0 ? request.version() : next(subject);
        if (request.version() > 0 && request.version() != number) {
            throw Refusal.invalidSchema("Version is not one more than previous version: it is " + request.version()
                    + ", and the next one is " + number);
        }
        Candidate candidate = imported ? sent : populated(name, request.version(), sent, live, number);
        if (candidate != sent) {
            existing = same(live, candidate, request.version());
            if (existing != null) {
                return new Decision<>(List.of(), existing);
            }
        }
        if (!imported) {
            Verdict verdict = judgement.check(name, candidate);
            if (!verdict.isCompatible()) {
                throw new Refusal(
                        409,
                        40901,
                        "Schema being registered is incompatible with an earlier schema for subject \"" + name
                                + "\", details: " + verdict.messages());
            }
        }
        Version buried = subject == null ? null : same(subject.versions(), candidate, request.version());
        int id = imported ? request.id() : idFor(name, candidate, buried);
        Version made = new Version(name, number, id, candidate.schema(), false, 0);
        if (imported) {
            checkPlace(subject, made);
        }
        return new Decision<>(records(made, buried), made);
    }

    private static int next(@Nullable Subject subject) {
        return subject == null ? 1 : subject.nextNumber();
    }

    /** Whether it comes with an id of its own; 42205 when the mode takes no such schema. */
    private boolean checkMode(String name, NewSchema request) {
        Writable.check(catalog, name);
        Mode mode = catalog.inForce().modeOf(name);
        if (request.id() > 0) {
            if (mode != Mode.IMPORT) {
                throw new Refusal(422, 42205, "Subject " + name + " is not in import mode");
            }
            return true;
        }
        if (mode != Mode.READWRITE) {
            throw new Refusal(
                    422,
                    42205,
                    "Subject " + name + " is not in read-write mode"
                            + (mode == Mode.IMPORT ? ": in import mode a schema comes with its id" : ""));
        }
        return false;
    }

    private List<TopicRecord> records(Version made, @Nullable Version buried) {
        Changes changes = new Changes(state);
        String context = Contexts.of(made.subject());
        if (!state.contexts().contains(context)) {
            changes.putContext(context);
        }
        changes.put(made);
        // Others may refer to it by its number, and what was written with them has to stay readable.
        if (buried != null
                && buried.deleted()
                && buried.number() != made.number()
                && catalog.referencedBy(buried, Catalog.Scope.ALL).isEmpty()) {
            changes.purge(buried);
        }
        return changes.records();
    }

    /** An import overwrites nothing. */
    private void checkPlace(@Nullable Subject subject, Version made) {
        StoredSchema holder = state.schema(Contexts.of(made.subject()), made.id());
        if (holder != null && !holder.schema().equals(made.schema())) {
            throw new Refusal(422, 42205, "Overwrite new schema with id " + made.id() + " is not permitted.");
        }
        Version there = subject == null ? null : subject.find(made.number());
        if (there != null && (there.id() != made.id() || !there.schema().equals(made.schema()))) {
            throw new Refusal(
                    422,
                    42205,
                    "Subject " + made.subject() + " has a version " + made.number() + " already, which is the schema "
                            + there.id() + ": overwriting it is not permitted.");
        }
    }

    private boolean populates(String name) {
        ObjectNode config = catalog.inForce().configInScope(name);
        return POPULATING.stream().anyMatch(config::has);
    }

    /** With the metadata and rules that the subject's config and its newest version give it. */
    private Candidate populated(String name, int versionAskedFor, Candidate sent, List<Version> live, int number) {
        SchemaText schema = sent.schema();
        String before =
                live.isEmpty() ? null : live.get(live.size() - 1).schema().annotations();
        String annotations = Annotations.populated(
                schema.annotations(), before, catalog.inForce().configInScope(name), versionAskedFor, number);
        return Objects.equals(annotations, schema.annotations())
                ? sent
                : sent.annotated(new SchemaText(schema.type(), schema.text(), schema.references(), annotations));
    }

    /** It was when the schema was read; since then it may have been deleted, if only softly. */
    private void checkIsThere(String name, Reference reference) {
        Version target = catalog.find(State.target(name, reference));
        if (target == null || target.deleted()) {
            throw Refusal.invalidSchema("No schema reference found for subject \"" + reference.subject()
                    + "\" and version " + reference.version());
        }
    }

    private int idFor(String name, Candidate candidate, @Nullable Version buried) {
        if (buried != null) {
            return buried.id();
        }
        String context = Contexts.of(name);
        Integer id = state.idOf(context, candidate.schema());
        if (id != null) {
            return id;
        }
        int last = state.maxId(context);
        if (last == Integer.MAX_VALUE) {
            throw new Refusal(500, 50001, "The context '" + context + "' has no ids left: its last is " + last);
        }
        return last + 1;
    }

    /** One of the versions that is the candidate; a number in its metadata counts only for who asks for one. */
    private @Nullable Version same(List<Version> versions, Candidate candidate, int versionAskedFor) {
        List<Version> newestFirst = newestFirst(versions);
        for (Version version : newestFirst) {
            if (version.schema().equals(candidate.schema())
                    && (versionAskedFor <= 0 || version.number() == versionAskedFor)) {
                return version;
            }
        }
        for (Version version : newestFirst) {
            if ((versionAskedFor <= 0 || version.number() == versionAskedFor)
                    && sameAnnotations(version, candidate)
                    && reader.sameSchema(version, candidate)) {
                return version;
            }
        }
        return null;
    }

    private static boolean sameAnnotations(Version version, Candidate candidate) {
        String wanted = candidate.schema().annotations();
        String kept = version.schema().annotations();
        return Objects.equals(kept, wanted)
                || Objects.equals(Annotations.withoutVersion(kept), Annotations.withoutVersion(wanted));
    }

    static List<Version> newestFirst(List<Version> versions) {
        List<Version> reversed = new ArrayList<>(versions);
        Collections.reverse(reversed);
        return reversed;
    }
}
