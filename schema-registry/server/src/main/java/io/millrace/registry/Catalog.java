package io.millrace.registry;

import io.millrace.registry.compat.Level;
import io.millrace.registry.journal.Mode;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.StoredSchema;
import io.millrace.registry.journal.StoredSchema.Use;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What can be asked without parsing anything. Misses are told as {@link Refusal}. <i>Any thread.</i> */
public final class Catalog {
    /** The newest version, whatever its number. */
    public static final int LATEST = -1;

    private static final String ALL_CONTEXTS = ":*:";

    private final State state;
    private final Level level;

    Catalog(State state, Level level) {
        this.state = state;
        this.level = level;
    }

    /** Which of the versions or subjects count. */
    public enum Scope {
        /** Those that are not deleted. */
        LIVE,
        /** Softly deleted ones too. */
        ALL,
        /** Softly deleted ones only. */
        DELETED;

        boolean takes(boolean deleted) {
            return this == ALL || deleted == (this == DELETED);
        }
    }

    /** Names of subjects in order. */
    public List<String> subjects(String prefix, Scope scope) {
        List<String> names = new ArrayList<>();
        for (Subject subject : withPrefix(prefix)) {
            if (scope.takes(subject.isDeleted())) {
                names.add(subject.name());
            }
        }
        return names;
    }

    /** Versions over all subjects. */
    public List<Version> versions(String prefix, Scope scope, boolean latestOnly) {
        List<Version> found = new ArrayList<>();
        for (Subject subject : withPrefix(prefix)) {
            if (latestOnly) {
                Version latest = subject.latest(scope != Scope.LIVE);
                if (latest != null && scope.takes(latest.deleted())) {
                    found.add(latest);
                }
                continue;
            }
            for (Version version : subject.versions()) {
                if (scope.takes(version.deleted())) {
                    found.add(version);
                }
            }
        }
        return found;
    }

    /** Versions of a subject; 40401. */
    public List<Version> versionsOf(String name, Scope scope) {
        Subject subject = state.subject(name);
        List<Version> found = new ArrayList<>();
        if (subject != null) {
            for (Version version : subject.versions()) {
                if (scope.takes(version.deleted())) {
                    found.add(version);
                }
            }
        }
        if (found.isEmpty()) {
            throw noSubject(name);
        }
        return found;
    }

    /** One version, by number or {@link #LATEST}; 40401, 40402. */
    public Version version(String name, int number, boolean deletedToo) {
        Subject subject = state.subject(name);
        if (subject == null || !deletedToo && subject.isDeleted()) {
            throw noSubject(name);
        }
        Version found = number == LATEST ? subject.latest(deletedToo) : subject.find(number);
        if (found == null || found.deleted() && !deletedToo) {
            throw noVersion(number);
        }
        return found;
    }

    /** Ids of the schemas that refer to a version. */
    public List<Integer> referencedBy(Version version, Scope scope) {
        Set<Integer> ids = new TreeSet<>();
        for (Use use : state.referrers(new Use(version.subject(), version.number()))) {
            Version referrer = find(use);
            if (referrer != null && scope.takes(referrer.deleted())) {
                ids.add(referrer.id());
            }
        }
        return List.copyOf(ids);
    }

    /** A schema by its id, or null. */
    public @Nullable StoredSchema schema(int id) {
        return state.schema(id);
    }

    /** The versions that are the schema of that id; 40403. */
    public List<Use> uses(int id, Scope scope) {
        StoredSchema stored = state.schema(id);
        if (stored == null) {
            throw noSchema(id);
        }
        List<Use> found = new ArrayList<>();
        for (Use use : stored.uses()) {
            Version version = find(use);
            if (version != null && scope.takes(version.deleted())) {
                found.add(use);
            }
        }
        return found;
    }

    /** The subjects that have the schema of that id; 40403. */
    public List<String> subjectsOf(int id, Scope scope) {
        Set<String> names = new LinkedHashSet<>();
        uses(id, scope).forEach(use -> names.add(use.subject()));
        return List.copyOf(names);
    }

    /** The largest id that was given. */
    public int maxId() {
        return state.maxId();
    }

    /** The config of a subject itself, or with null the global one itself; null when nothing is set there. */
    public @Nullable SubjectConfig config(@Nullable String subject) {
        return state.config(subject);
    }

    /** The level that holds for a subject, or with null where no subject says otherwise. */
    public Level levelOf(@Nullable String subject) {
        SubjectConfig own = subject == null ? null : state.config(subject);
        if (own != null && own.level() != null) {
            return own.level();
        }
        SubjectConfig global = state.config(null);
        return global != null && global.level() != null ? global.level() : level;
    }

    /** Whether schemas of the subject are normalized when they come in. */
    boolean normalizes(String subject) {
        SubjectConfig own = state.config(subject);
        if (own != null && own.normalize() != null) {
            return own.normalize();
        }
        SubjectConfig global = state.config(null);
        return global != null && global.normalize() != null && global.normalize();
    }

    /** The mode that is set at a subject itself, or with null the global one itself; null when none is. */
    public @Nullable Mode mode(@Nullable String subject) {
        return state.mode(subject);
    }

    /** The mode that holds for a subject, or with null where no subject says otherwise. */
    public Mode modeOf(@Nullable String subject) {
        Mode global = state.mode(null);
        if (global == Mode.READONLY_OVERRIDE) {
            return global;
        }
        Mode own = subject == null ? null : state.mode(subject);
        if (own != null) {
            return own;
        }
        return global == null ? Mode.READWRITE : global;
    }

    static Refusal noSubject(String name) {
        return new Refusal(404, 40401, "Subject '" + name + "' not found.");
    }

    static Refusal noVersion(int number) {
        return new Refusal(404, 40402, "Version " + (number == LATEST ? "latest" : number) + " not found.");
    }

    /** No schema has that id. */
    public static Refusal noSchema(int id) {
        return new Refusal(404, 40403, "Schema " + id + " not found");
    }

    private @Nullable Version find(Use use) {
        Subject subject = state.subject(use.subject());
        return subject == null ? null : subject.find(use.version());
    }

    private Iterable<Subject> withPrefix(String prefix) {
        String from = prefix.equals(ALL_CONTEXTS) ? "" : prefix;
        if (from.isEmpty()) {
            return state.subjects().values();
        }
        // Nothing that begins so sorts after this.
        return state.subjects().subMap(from, from + Character.MAX_VALUE).values();
    }
}
