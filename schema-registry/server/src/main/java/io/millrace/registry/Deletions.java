package io.millrace.registry;

import io.millrace.registry.journal.Changes;
import io.millrace.registry.journal.Lane.Decision;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Decides what a deletion takes out: softly first, then for good. The state is read, never written. */
final class Deletions {
    private final State state;
    private final Catalog catalog;

    Deletions(State state, Catalog catalog) {
        this.state = state;
        this.catalog = catalog;
    }

    /** One version, by number or the latest; 40401, 40402, 40406, 40407, 42205, 42206. */
    Decision<Integer> version(String name, int number, boolean permanent) {
        Writable.check(catalog, name);
        Writable.checkName(name);
        Version version = catalog.version(name, number, permanent || number != Catalog.LATEST);
        String what = "Subject '" + name + "' Version " + version.number();
        if (permanent && !version.deleted()) {
            throw new Refusal(404, 40407, what + " was not deleted first before being permanently deleted");
        }
        if (!permanent && version.deleted()) {
            throw new Refusal(404, 40406, what + " was soft deleted.Set permanent=true to delete permanently");
        }
        checkReferences(version, permanent);
        Changes changes = new Changes(state);
        if (permanent) {
            changes.purge(version).barrier();
        } else {
            changes.softlyDelete(version);
            Subject subject = state.subject(name);
            if (subject != null && subject.live().size() == 1) {
                removeRules(name, changes);
            }
        }
        return new Decision<>(changes.records(), version.number());
    }

    /** All versions; 40401, 40404, 40405, 42205, 42206. */
    Decision<List<Integer>> subject(String name, boolean permanent) {
        Writable.check(catalog, name);
        Subject subject = state.subject(name);
        if (subject == null) {
            throw Catalog.noSubject(name);
        }
        if (!permanent && subject.isDeleted()) {
            throw new Refusal(
                    404, 40404, "Subject '" + name + "' was soft deleted.Set permanent=true to delete permanently");
        }
        if (permanent && !subject.isDeleted()) {
            throw new Refusal(
                    404, 40405, "Subject '" + name + "' was not deleted first before being permanently deleted");
        }
        List<Version> gone = permanent ? subject.versions() : subject.live();
        gone.forEach(version -> checkReferences(version, permanent));
        Changes changes = new Changes(state);
        if (permanent) {
            gone.forEach(changes::purge);
            changes.barrier();
        } else {
            changes.deleteSubject(name, gone.get(gone.size() - 1).number());
            removeRules(name, changes);
        }
        List<Integer> numbers = new ArrayList<>();
        gone.forEach(version -> numbers.add(version.number()));
        return new Decision<>(changes.records(), numbers);
    }

    /** Puts softly deleted versions back: one, or with 0 all of the subject; 40401, 40402, 42205. */
    Decision<List<Integer>> restore(String name, int number) {
        Writable.check(catalog, name);
        Subject subject = state.subject(name);
        if (subject == null) {
            throw Catalog.noSubject(name);
        }
        List<Version> wanted = subject.versions();
        if (number > 0) {
            Version one = subject.find(number);
            if (one == null) {
                throw Catalog.noVersion(number);
            }
            wanted = List.of(one);
        }
        Changes changes = new Changes(state);
        List<Integer> numbers = new ArrayList<>();
        for (Version version : wanted) {
            if (version.deleted()) {
                checkTargets(version);
                changes.restore(version);
                numbers.add(version.number());
            }
        }
        return new Decision<>(changes.records(), numbers);
    }

    /** What it refers to must be there still. */
    private void checkTargets(Version version) {
        for (Reference reference : version.schema().references()) {
            if (catalog.find(State.target(version.subject(), reference)) == null) {
                throw new Refusal(
                        422,
                        42205,
                        "Subject '" + version.subject() + "' Version " + version.number()
                                + " cannot come back: it refers to subject '" + reference.subject()
                                + "' and version " + reference.version() + ", which is gone");
            }
        }
    }

    /** Takes a context out of which nothing is left; 42211. */
    Decision<Boolean> context(String context) {
        String whole = Contexts.qualify(context, "");
        if (context.equals(Contexts.DEFAULT)) {
            throw new Refusal(422, 42211, "The default context stays.");
        }
        Writable.check(catalog, whole);
        if (!catalog.subjects(whole, Catalog.Scope.ALL).isEmpty()) {
            throw new Refusal(422, 42211, "The context '" + context + "' is not empty.");
        }
        if (!state.contexts().contains(context)) {
            throw new Refusal(404, 404, "Context '" + context + "' not found.");
        }
        Changes changes = new Changes(state);
        state.configs().keySet().stream().filter(name -> name.startsWith(whole)).forEach(changes::removeConfig);
        state.modes().keySet().stream().filter(name -> name.startsWith(whole)).forEach(changes::removeMode);
        // The barrier keeps the ids that it gave.
        return new Decision<>(changes.removeContext(context).barrier().records(), true);
    }

    private void removeRules(String name, Changes changes) {
        if (state.mode(name) != null) {
            changes.removeMode(name);
        }
        if (state.config(name) != null) {
            changes.removeConfig(name);
        }
    }

    private void checkReferences(Version version, boolean permanent) {
        Catalog.Scope scope = permanent ? Catalog.Scope.ALL : Catalog.Scope.LIVE;
        if (!catalog.referencedBy(version, scope).isEmpty()) {
            throw referenced(version);
        }
    }

    static Refusal referenced(Version version) {
        return new Refusal(
                422,
                42206,
                "One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=" + version.subject()
                        + ",version=" + version.number() + "}.");
    }
}
