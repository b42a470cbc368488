package io.millrace.registry;

import io.millrace.registry.journal.Changes;
import io.millrace.registry.journal.Lane.Decision;
import io.millrace.registry.journal.Problem;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.Refusal;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a topic that somebody else may have written, and what of it can be mended. */
final class Inspection {
    private final State state;
    private final Catalog catalog;
    private final SchemaReader reader;

    Inspection(State state, Catalog catalog, SchemaReader reader) {
        this.state = state;
        this.catalog = catalog;
        this.reader = reader;
    }

    /** All that is found; parses every schema. */
    List<Problem> problems(List<Problem> ofRecords) {
        List<Problem> found = new ArrayList<>(ofRecords);
        found.addAll(state.oldKeys());
        for (Subject subject : state.subjects().values()) {
            for (Version version : subject.versions()) {
                inspect(version, found);
            }
        }
        return found;
    }

    private void inspect(Version version, List<Problem> found) {
        boolean whole = true;
        for (Reference reference : version.schema().references()) {
            if (catalog.find(State.target(version.subject(), reference)) == null) {
                whole = false;
                found.add(problem(
                        Problem.Kind.DANGLING_REFERENCE,
                        version,
                        "it refers to version " + reference.version() + " of subject '" + reference.subject()
                                + "', which is not there: register or import that, or delete this version"));
            }
        }
        if (whole) {
            try {
                reader.stored(version);
            } catch (Refusal e) {
                found.add(problem(Problem.Kind.INVALID_SCHEMA, version, e.getMessage()));
            } catch (StackOverflowError e) {
                found.add(problem(Problem.Kind.INVALID_SCHEMA, version, "nested too deep"));
            }
        }
    }

    private static Problem problem(Problem.Kind kind, Version version, String message) {
        return new Problem(kind, -1, version.subject(), version.number(), message, null);
    }

    /**
     * Takes out what comes back after a deletion, and puts what stands under old keys under today's; with
     * {@code unreadable} also the records that nobody can read.
     */
    Decision<List<Problem>> repair(List<Problem> ofRecords, boolean unreadable) {
        Changes changes = new Changes(state);
        List<Problem> mended = new ArrayList<>();
        for (Problem problem : state.oldKeys()) {
            changes.renew(problem);
            mended.add(problem);
        }
        if (unreadable) {
            for (Problem problem : ofRecords) {
                byte[] key = problem.key();
                if (problem.kind() == Problem.Kind.UNREADABLE && key != null) {
                    changes.removeKey(key);
                    mended.add(problem);
                }
            }
        }
        if (!mended.isEmpty()) {
            changes.barrier();
        }
        return new Decision<>(changes.records(), mended);
    }
}
