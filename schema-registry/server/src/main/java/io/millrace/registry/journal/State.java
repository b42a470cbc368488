package io.millrace.registry.journal;

import io.millrace.registry.journal.StoredSchema.Use;
import io.millrace.registry.schema.Reference;
import io.millrace.registry.schema.SchemaText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * What the topic says, as far as it is read. The journal's loop alone writes it. Its maps are concurrent and their values
 * immutable, so that a reader sees each subject whole, without a lock. <i>Any thread.</i>
 */
public final class State {
    private static final String GLOBAL = "";

    private final ConcurrentSkipListMap<String, Subject> subjects = new ConcurrentSkipListMap<>();
    private final Map<Integer, StoredSchema> byId = new ConcurrentHashMap<>();
    private final Map<SchemaText, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Use, List<Use>> referrers = new ConcurrentHashMap<>();
    private final Map<String, SubjectConfig> configs = new ConcurrentHashMap<>();
    private final Map<String, Mode> modes = new ConcurrentHashMap<>();
    /** Keys that stand in the topic in bytes other than today's; a tombstone in today's would leave them there. */
    private final Map<TopicKey, Set<ByteBuffer>> foreignKeys = new ConcurrentHashMap<>();

    private volatile int maxId;

    /** All subjects in order of their names, those without a live version included. */
    public NavigableMap<String, Subject> subjects() {
        return Collections.unmodifiableNavigableMap(subjects);
    }

    /** The subject, also when all its versions are softly deleted; null when there is none. */
    public @Nullable Subject subject(String name) {
        return subjects.get(name);
    }

    /** The schema of that id, or null. */
    public @Nullable StoredSchema schema(int id) {
        return byId.get(id);
    }

    /** The id of that very schema, or null. */
    public @Nullable Integer idOf(SchemaText schema) {
        return ids.get(schema);
    }

    /** The largest id that was ever seen. */
    public int maxId() {
        return maxId;
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

    void put(Version version) {
        String name = version.subject();
        Subject subject = subjects.getOrDefault(name, new Subject(name, List.of()));
        Version before = subject.find(version.number());
        if (before != null && (before.id() != version.id() || !before.schema().equals(version.schema()))) {
            forgetUse(before);
        }
        Use use = new Use(name, version.number());
        StoredSchema known = byId.get(version.id());
        byId.put(
                version.id(),
                known == null ? new StoredSchema(version.id(), version.schema(), List.of(use)) : known.with(use));
        ids.putIfAbsent(version.schema(), version.id());
        raiseMaxId(version.id());
        for (Reference reference : version.schema().references()) {
            referrers.merge(new Use(reference.subject(), reference.version()), List.of(use), State::union);
        }
        subjects.put(name, subject.with(version));
    }

    /** Notes that an id was given once. */
    void raiseMaxId(int id) {
        maxId = Math.max(maxId, id);
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

    Set<ByteBuffer> foreignKeys(TopicKey key) {
        return foreignKeys.getOrDefault(key, Set.of());
    }

    private void forgetUse(Version gone) {
        Use use = new Use(gone.subject(), gone.number());
        StoredSchema stored = byId.get(gone.id());
        if (stored != null) {
            StoredSchema left = stored.without(use);
            if (left.uses().isEmpty()) {
                byId.remove(gone.id());
                ids.remove(stored.schema(), gone.id());
            } else {
                byId.put(gone.id(), left);
            }
        }
        for (Reference reference : gone.schema().references()) {
            referrers.computeIfPresent(new Use(reference.subject(), reference.version()), (target, uses) -> {
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
