package io.millrace.registry.journal;

import io.millrace.registry.journal.StoredSchema.Use;
import io.millrace.registry.schema.Contexts;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.SchemaText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * What the topic says, as far as it is read. The journal's loop alone writes it. Its maps are concurrent and their values
 * immutable, so that a reader sees each subject whole, without a lock. <i>Any thread.</i>
 */
public final class State {
    private static final String GLOBAL = "";

    private final ConcurrentSkipListMap<String, Subject> subjects = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListSet<String> contexts = new ConcurrentSkipListSet<>();
    /** Those of contexts that are gone too: an id is not given twice. */
    private final Map<String, Ids> ids = new ConcurrentHashMap<>();

    private final Guids guids = new Guids();
    private final Map<Use, List<Use>> referrers = new ConcurrentHashMap<>();
    private final Map<String, SubjectConfig> configs = new ConcurrentHashMap<>();
    private final Map<String, Mode> modes = new ConcurrentHashMap<>();
    /** Keys that stand in the topic in bytes other than today's; a tombstone in today's would leave them there. */
    private final Map<TopicKey, Set<ByteBuffer>> foreignKeys = new ConcurrentHashMap<>();
    /** Written by the journal's loop alone. */
    private volatile long changes;

    /** Empty, with the default context. */
    public State() {
        putContext(Contexts.DEFAULT);
    }

    /**
     * A schema's place among the ids. <i>Immutable.</i>
     *
     * @param context the context
     * @param id the id in it
     */
    public record ContextId(String context, int id) {}

    /** All subjects in order of their names, those without a live version included. */
    public NavigableMap<String, Subject> subjects() {
        return Collections.unmodifiableNavigableMap(subjects);
    }

    /** The subject, also when all its versions are softly deleted; null when there is none. */
    public @Nullable Subject subject(String name) {
        return subjects.get(name);
    }

    /** Differs once a subject changed: what was made of the subjects after a call is good while it stays the same. */
    public long changes() {
        return changes;
    }

    /** Names of the contexts in order; the default one is always there. */
    public NavigableSet<String> contexts() {
        return Collections.unmodifiableNavigableSet(contexts);
    }

    /** The largest id that was ever seen in each context, also in those that are gone. */
    public Map<String, Integer> maxIds() {
        Map<String, Integer> all = new TreeMap<>();
        ids.forEach((context, known) -> {
            if (known.max() > 0) {
                all.put(context, known.max());
            }
        });
        return all;
    }

    /** The schema of that id in a context, or null. */
    public @Nullable StoredSchema schema(String context, int id) {
        Ids known = ids.get(context);
        return known == null ? null : known.schema(id);
    }

    /** How many schemas a context has. */
    public int schemas(String context) {
        Ids known = ids.get(context);
        return known == null ? 0 : known.size();
    }

    /** All schemas by contexts, in order of their ids. */
    public List<StoredSchema> schemas() {
        List<StoredSchema> all = new ArrayList<>();
        for (String context : contexts) {
            ids(context).addTo(all);
        }
        return all;
    }

    /** Where the schema of that name is, in no order; empty when it is nowhere. */
    public Set<ContextId> withGuid(UUID guid) {
        return guids.find(
                guid,
                visitor ->
                        contexts.forEach(context -> ids(context).forEach(stored -> visitor.schema(context, stored))));
    }

    /** The id of that very schema in a context, or null. */
    public @Nullable Integer idOf(String context, SchemaText schema) {
        Ids known = ids.get(context);
        return known == null ? null : known.idOf(schema);
    }

    /** The largest id that was ever seen in a context. */
    public int maxId(String context) {
        Ids known = ids.get(context);
        return known == null ? 0 : known.max();
    }

    /** The versions that refer to this one, softly deleted ones included. */
    public List<Use> referrers(Use version) {
        return referrers.getOrDefault(version, List.of());
    }

    /** The subject's config, or with null the global one; null when there is none. */
    public @Nullable SubjectConfig config(@Nullable String subject) {
        return configs.get(subject == null ? GLOBAL : subject);
    }

    /** The subject's mode, or with null the global one; null when there is none. */
    public @Nullable Mode mode(@Nullable String subject) {
        return modes.get(subject == null ? GLOBAL : subject);
    }

    /** All configs by the full names of their subjects; the global one under the empty name. */
    public Map<String, SubjectConfig> configs() {
        return Collections.unmodifiableMap(configs);
    }

    /** All modes by the full names of their subjects; the global one under the empty name. */
    public Map<String, Mode> modes() {
        return Collections.unmodifiableMap(modes);
    }

    void put(Version given) {
        String name = given.subject();
        String context = Contexts.of(name);
        putContext(context);
        Ids known = ids(context);
        StoredSchema holder = known.schema(given.id());
        // One text for all the versions that are it.
        Version version =
                holder != null && holder.schema().equals(given.schema()) ? given.with(holder.schema()) : given;
        Subject subject = subjects.getOrDefault(name, new Subject(name, List.of()));
        Version before = subject.find(version.number());
        if (before != null && (before.id() != version.id() || !before.schema().equals(version.schema()))) {
            forgetUse(before);
            holder = known.schema(given.id());
        }
        Use use = new Use(name, version.number());
        if (holder == null) {
            StoredSchema made = new StoredSchema(version.id(), version.schema(), List.of(use));
            known.put(made);
            guids.added(context, made);
        } else {
            known.put(holder.with(use));
        }
        known.name(version.schema(), version.id());
        for (Reference reference : version.schema().references()) {
            referrers.merge(target(name, reference), List.of(use), State::union);
        }
        subjects.put(name, subject.with(version));
        changes = changes + 1;
    }

    /** Which version a reference of a subject means. */
    public static Use target(String subject, Reference reference) {
        return new Use(Contexts.seenFrom(subject, reference.subject()), reference.version());
    }

    /** Notes that a context is there. */
    void putContext(String context) {
        contexts.add(context);
    }

    /** Notes that a context of which nothing is left is no more. */
    void removeContext(String context) {
        if (!context.equals(Contexts.DEFAULT)) {
            contexts.remove(context);
        }
    }

    private Ids ids(String context) {
        return ids.computeIfAbsent(context, any -> new Ids());
    }

    /** Notes that an id was given once. */
    void raiseMaxId(String context, int id) {
        ids(context).raise(id);
    }

    void remove(String name, int number) {
        Subject subject = subjects.get(name);
        Version gone = subject == null ? null : subject.find(number);
        if (subject == null || gone == null) {
            return;
        }
        Subject left = subject.without(number);
        if (left.versions().isEmpty()) {
            subjects.remove(name);
        } else {
            subjects.put(name, left);
        }
        changes = changes + 1;
        forgetUse(gone);
    }

    /** Deletes the live versions up to a number, softly. */
    void softlyDelete(String name, int upTo) {
        Subject subject = subjects.get(name);
        if (subject == null) {
            return;
        }
        List<Version> next = new ArrayList<>(subject.versions());
        next.replaceAll(version -> version.number() <= upTo && !version.deleted() ? version.softlyDeleted() : version);
        subjects.put(name, new Subject(name, next));
        changes = changes + 1;
    }

    /** Takes the softly deleted versions out. */
    void clear(String name) {
        Subject subject = subjects.get(name);
        if (subject != null) {
            for (Version version : subject.versions()) {
                if (version.deleted()) {
                    remove(name, version.number());
                }
            }
        }
    }

    void putConfig(@Nullable String subject, @Nullable SubjectConfig config) {
        putOrRemove(configs, subject, config);
    }

    void putMode(@Nullable String subject, @Nullable Mode mode) {
        putOrRemove(modes, subject, mode);
    }

    /** Notes that a key in other bytes than today's came to stand in the topic, or went. */
    void noteForeignKey(TopicKey key, byte[] bytes, boolean stands) {
        if (stands) {
            foreignKeys.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet()).add(ByteBuffer.wrap(bytes));
            return;
        }
        Set<ByteBuffer> standing = foreignKeys.get(key);
        if (standing != null) {
            standing.remove(ByteBuffer.wrap(bytes));
            if (standing.isEmpty()) {
                foreignKeys.remove(key);
            }
        }
    }

    /** What stands in the topic under keys in other bytes than today's: still valid, or deleted and bound to come back. */
    public List<Problem> oldKeys() {
        List<Problem> found = new ArrayList<>();
        foreignKeys.forEach((key, forms) -> forms.forEach(form -> {
            boolean stands = switch (key.keytype()) {
                case TopicKey.SCHEMA -> key.subject() != null && has(key.subject(), key.version());
                case TopicKey.CONFIG -> config(key.subject()) != null;
                case TopicKey.MODE -> mode(key.subject()) != null;
                default -> true;
            };
            boolean plain =
                    Set.of(TopicKey.SCHEMA, TopicKey.CONFIG, TopicKey.MODE).contains(key.keytype());
            if (plain) {
                String text = new String(form.array(), StandardCharsets.UTF_8);
                found.add(new Problem(
                        stands ? Problem.Kind.OLD_KEY : Problem.Kind.RETURNING,
                        -1,
                        key.subject(),
                        key.version(),
                        stands
                                ? "its record stands under the old key " + text
                                        + ", which a newer record does not replace"
                                : "it was deleted under another key than " + text
                                        + ", under which its record still stands: it comes back when the topic is"
                                        + " compacted",
                        form.array()));
            }
        }));
        return found;
    }

    private boolean has(String name, int number) {
        Subject subject = subjects.get(name);
        return subject != null && subject.find(number) != null;
    }

    Set<ByteBuffer> foreignKeys(TopicKey key) {
        return foreignKeys.getOrDefault(key, Set.of());
    }

    private void forgetUse(Version gone) {
        Use use = new Use(gone.subject(), gone.number());
        String context = Contexts.of(gone.subject());
        Ids known = ids(context);
        StoredSchema stored = known.schema(gone.id());
        if (stored != null) {
            StoredSchema left = stored.without(use);
            if (left.uses().isEmpty()) {
                known.remove(stored);
                guids.removed(context, stored);
            } else {
                known.put(left);
            }
        }
        for (Reference reference : gone.schema().references()) {
            referrers.computeIfPresent(target(gone.subject(), reference), (target, uses) -> {
                List<Use> left = new ArrayList<>(uses);
                left.remove(use);
                return left.isEmpty() ? null : left;
            });
        }
    }

    private static List<Use> union(List<Use> a, List<Use> b) {
        List<Use> all = new ArrayList<>(a);
        b.stream().filter(use -> !a.contains(use)).forEach(all::add);
        return all;
    }

    private static <V> void putOrRemove(Map<String, V> map, @Nullable String subject, @Nullable V value) {
        String name = subject == null ? GLOBAL : subject;
        if (value == null) {
            map.remove(name);
        } else {
            map.put(name, value);
        }
    }
}
