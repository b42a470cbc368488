package io.millrace.registry;

import io.millrace.registry.compat.Level;
import io.millrace.registry.journal.State;
import io.millrace.registry.journal.StoredSchema;
import io.millrace.registry.journal.StoredSchema.Use;
import io.millrace.registry.journal.Subject;
import io.millrace.registry.journal.SubjectConfig;
import io.millrace.registry.journal.Version;
import io.millrace.registry.schema.Annotations;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be asked without parsing anything. Misses are told as {@link Refusal}. <i>Any thread.</i> */
public final class Catalog {
    /** The newest version, whatever its number. */
    public static final int LATEST = -1;

    private final State state;
    private final InForce inForce;

    Catalog(State state, Level level) {
        this.state = state;
        this.inForce = new InForce(state, level);
    }

    /** The configs and modes. */
    public InForce inForce() {
        return inForce;
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
        List<Version> found = versionsIfAny(name, scope);
        if (found.isEmpty()) {
            throw noSubject(name);
        }
        return found;
    }

    private List<Version> versionsIfAny(String name, Scope scope) {
        Subject subject = state.subject(name);
        List<Version> found = new ArrayList<>();
        if (subject != null) {
            for (Version version : subject.versions()) {
                if (scope.takes(version.deleted())) {
                    found.add(version);
                }
            }
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

    /**
     * A schema by its id, or null. Without a subject in the default context; with one in the subject's context, or, for a
     * subject without a context, in the first one where it has that id.
     */
    public @Nullable StoredSchema schema(int id, String subject) {
        StoredSchema found = state.schema(Contexts.of(subject), id);
        if (found != null && (isNone(subject) || hasSubject(found, subject)) || subject.startsWith(":.")) {
            return found;
        }
        if (!isNone(subject)) {
            for (String context : state.contexts()) {
                StoredSchema elsewhere = state.schema(context, id);
                if (elsewhere != null && hasSubject(elsewhere, Contexts.qualify(context, subject))) {
                    return elsewhere;
                }
            }
        }
        return found;
    }

    private static boolean isNone(String subject) {
        return Contexts.nameIn(subject).isEmpty();
    }

    private static boolean hasSubject(StoredSchema stored, String subject) {
        return stored.uses().stream().anyMatch(use -> use.subject().equals(subject));
    }

    /** Where the schema of that name in all registries is: contexts and ids. */
    public Set<State.ContextId> withGuid(UUID guid) {
        return state.withGuid(guid);
    }

    /**
     * What a context has. <i>Immutable.</i>
     *
     * @param schemas each counted once
     * @param subjects those with a version that is not deleted
     */
    public record Counts(int schemas, int subjects) {}

    /** What each context has. */
    public Map<String, Counts> counts() {
        Map<String, Integer> live = new HashMap<>();
        for (Subject subject : state.subjects().values()) {
            if (!subject.isDeleted()) {
                live.merge(Contexts.of(subject.name()), 1, Integer::sum);
            }
        }
        Map<String, Counts> counts = new TreeMap<>();
        for (String context : state.contexts()) {
            counts.put(context, new Counts(state.schemas(context), live.getOrDefault(context, 0)));
        }
        return counts;
    }

    /** All schemas, those of the default context first, in order of their ids. */
    public List<StoredSchema> schemas() {
        return state.schemas();
    }

    /** Where a schema is. */
    public State.ContextId placeOf(StoredSchema stored) {
        return new State.ContextId(Contexts.of(stored.uses().get(0).subject()), stored.id());
    }

    /** A schema by its context and id, or null. */
    public @Nullable StoredSchema at(State.ContextId place) {
        return state.schema(place.context(), place.id());
    }

    /** The versions that are a schema. */
    public List<Use> uses(StoredSchema stored, Scope scope) {
        List<Use> found = new ArrayList<>();
        for (Use use : stored.uses()) {
            Version version = find(use);
            if (version != null && scope.takes(version.deleted())) {
                found.add(use);
            }
        }
        return found;
    }

    /** The subjects that have a schema. */
    public List<String> subjectsOf(StoredSchema stored, Scope scope) {
        Set<String> names = new LinkedHashSet<>();
        uses(stored, scope).forEach(use -> names.add(use.subject()));
        return List.copyOf(names);
    }

    /** The newest version whose metadata has all these properties; 40401, 40402. */
    public Version withProperties(String name, Map<String, String> properties, boolean deletedToo) {
        List<Version> versions = versionsOf(name, deletedToo ? Scope.ALL : Scope.LIVE);
        for (int i = versions.size() - 1; i >= 0; i--) {
            String annotations = versions.get(i).schema().annotations();
            if (properties.entrySet().stream()
                    .allMatch(each -> each.getValue().equals(Annotations.property(annotations, each.getKey())))) {
                return versions.get(i);
            }
        }
        throw new Refusal(404, 40402, "No version of subject '" + name + "' has the properties " + properties + ".");
    }

    /** Names of the contexts. */
    public List<String> contexts(String prefix) {
        return state.contexts().stream()
                .filter(context -> context.startsWith(prefix))
                .toList();
    }

    /** The largest id that was given in a context. */
    public int maxId(String context) {
        return state.maxId(context);
    }

    /** Where a version is whose record names it, in whatever state; null when it is nowhere. */
    public @Nullable Version find(Use use) {
        Subject subject = state.subject(use.subject());
        return subject == null ? null : subject.find(use.version());
    }

    /** The subject that is meant by one that is an alias of another. */
    public String aliased(String subject) {
        SubjectConfig own = state.config(subject);
        String alias = own == null ? "" : own.kept().path("alias").asText("");
        return alias.isEmpty() ? subject : Contexts.seenFrom(subject, alias);
    }

    /** The subjects that have an alias of that prefix. */
    public List<String> aliased(String prefix, Scope scope) {
        String start = Contexts.canonical(prefix);
        return state.configs().keySet().stream()
                .filter(name -> !name.isEmpty() && name.startsWith(start))
                .map(this::aliased)
                .distinct()
                .filter(name -> !name.startsWith(start))
                .filter(name -> {
                    Subject subject = state.subject(name);
                    return subject != null && scope.takes(subject.isDeleted());
                })
                .sorted()
                .toList();
    }

    /** Versions of one subject, as {@link #versions}; none where it is gone. */
    public List<Version> versionsOfOne(String name, Scope scope, boolean latestOnly) {
        List<Version> all = versionsIfAny(name, scope);
        return latestOnly && !all.isEmpty() ? List.of(all.get(all.size() - 1)) : all;
    }

    /** The subject, or the one of that name that only another context has. */
    public String located(String subject) {
        if (!subject.startsWith(":.") && !isLive(subject)) {
            for (String context : state.contexts()) {
                String elsewhere = Contexts.qualify(context, subject);
                if (isLive(elsewhere)) {
                    return elsewhere;
                }
            }
        }
        return subject;
    }

    private boolean isLive(String subject) {
        Subject found = state.subject(subject);
        return found != null && !found.isDeleted();
    }

    /** The names that are aliases of a subject. */
    public List<String> aliasesOf(String subject) {
        return state.configs().keySet().stream()
                .filter(name -> !name.isEmpty()
                        && !name.equals(subject)
                        && aliased(name).equals(subject))
                .sorted()
                .toList();
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

    /** With the context of the prefix, or with {@code :*:} in all. */
    private Iterable<Subject> withPrefix(String prefix) {
        if (prefix.startsWith(Contexts.ALL)) {
            String start = prefix.substring(Contexts.ALL.length());
            return start.isEmpty()
                    ? state.subjects().values()
                    : state.subjects().values().stream()
                            .filter(subject -> Contexts.nameIn(subject.name()).startsWith(start))
                            .toList();
        }
        String from = Contexts.canonical(prefix);
        if (from.isEmpty()) {
            return state.subjects().values().stream()
                    .filter(subject -> !subject.name().startsWith(":."))
                    .toList();
        }
        // Nothing that begins so sorts after this.
        return state.subjects().subMap(from, from + Character.MAX_VALUE).values();
    }
}
