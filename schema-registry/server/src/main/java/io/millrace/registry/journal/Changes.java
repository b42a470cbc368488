package io.millrace.registry.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.schema.Contexts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of one write, in the order in which they go into the topic. Owned by one thread. */
public final class Changes {
    private final State state;
    private final List<TopicRecord> records = new ArrayList<>();

    /** On top of that state. */
    public Changes(State state) {
        this.state = state;
    }

    /**
     * A barrier: who has read it has read all before it. It carries the largest id, which else goes with the last trace of
     * a schema that was deleted for good, and would stand for another one after the next start. Who does not know of that
     * reads the key only.
     */
    public Changes barrier() {
        return barrier(Map.of());
    }

    /** The same, with ids that were given elsewhere. */
    public Changes barrier(Map<String, Integer> given) {
        TreeMap<String, Integer> maxIds = new TreeMap<>(state.maxIds());
        given.forEach((context, id) -> maxIds.merge(context, id, Math::max));
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        ObjectNode others = JsonNodeFactory.instance.objectNode();
        maxIds.forEach((context, maxId) -> {
            if (context.equals(Contexts.DEFAULT)) {
                value.put(Fold.MAX_ID, maxId);
            } else {
                others.put(context, maxId);
            }
        });
        if (!others.isEmpty()) {
            value.set(Fold.CONTEXT_MAX_IDS, others);
        }
        records.add(new TopicRecord(
                RecordCodec.key(new TopicKey(TopicKey.NOOP, null, 0)),
                value.isEmpty() ? null : RecordCodec.bytes(value)));
        return this;
    }

    /** Adds a context. */
    public Changes putContext(String context) {
        records.add(new TopicRecord(
                RecordCodec.key(new TopicKey(TopicKey.CONTEXT, context, 0)), RecordCodec.contextValue(context)));
        return this;
    }

    /** Takes a context out. */
    public Changes removeContext(String context) {
        remove(new TopicKey(TopicKey.CONTEXT, context, 0));
        return this;
    }

    /** Makes what knows a subject forget its versions, which are gone already. */
    public Changes clearSubject(String subject) {
        ObjectNode value = JsonNodeFactory.instance.objectNode().put("subject", subject);
        records.add(new TopicRecord(
                RecordCodec.key(new TopicKey(TopicKey.CLEAR_SUBJECT, subject, 0)), RecordCodec.bytes(value)));
        return this;
    }

    /** Puts what stands under an old key under today's, or takes it out when it is deleted. */
    public Changes renew(Problem oldKey) {
        byte[] key = oldKey.key();
        if (key == null) {
            return this;
        }
        // Before the new record: who reads this forgets the version until he reads the next.
        removeKey(key);
        String subject = oldKey.subject();
        if (oldKey.kind() == Problem.Kind.OLD_KEY) {
            Subject there = subject == null ? null : state.subject(subject);
            Version version = there == null ? null : there.find(oldKey.version());
            if (version != null) {
                put(version);
            } else {
                SubjectConfig config = state.config(subject);
                Mode mode = state.mode(subject);
                if (RecordCodec.isConfig(key) && config != null) {
                    ObjectNode fields = config.kept().deepCopy();
                    fields.remove("subject");
                    putConfig(subject, fields);
                } else if (mode != null) {
                    putMode(subject, mode);
                }
            }
        }
        return this;
    }

    /** Takes a record out by the bytes of its key. */
    public Changes removeKey(byte[] key) {
        records.add(new TopicRecord(key, null));
        return this;
    }

    /** Puts a softly deleted version back. */
    public Changes restore(Version version) {
        return put(version.restored());
    }

    /** Adds a version or replaces it. */
    public Changes put(Version version) {
        TopicKey key = new TopicKey(TopicKey.SCHEMA, version.subject(), version.number());
        records.add(new TopicRecord(RecordCodec.key(key), RecordCodec.schemaValue(version)));
        return this;
    }

    /** Deletes a version softly. */
    public Changes softlyDelete(Version version) {
        return put(version.softlyDeleted());
    }

    /** Takes a version out for good. */
    public Changes purge(Version version) {
        remove(new TopicKey(TopicKey.SCHEMA, version.subject(), version.number()));
        return this;
    }

    /** Deletes all versions up to a number, softly. */
    public Changes deleteSubject(String subject, int upTo) {
        ObjectNode value =
                JsonNodeFactory.instance.objectNode().put("subject", subject).put("version", upTo);
        records.add(new TopicRecord(
                RecordCodec.key(new TopicKey(TopicKey.DELETE_SUBJECT, subject, 0)), RecordCodec.bytes(value)));
        return this;
    }

    /** Sets the config of a subject, or with null the global one, as a whole. */
    public Changes putConfig(@Nullable String subject, ObjectNode fields) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        if (subject != null) {
            value.put("subject", subject);
        }
        value.setAll(fields);
        records.add(
                new TopicRecord(RecordCodec.key(new TopicKey(TopicKey.CONFIG, subject, 0)), RecordCodec.bytes(value)));
        return this;
    }

    /** Takes a config out. */
    public Changes removeConfig(@Nullable String subject) {
        remove(new TopicKey(TopicKey.CONFIG, subject, 0));
        return this;
    }

    /** Sets the mode of a subject, or with null the global one. */
    public Changes putMode(@Nullable String subject, Mode mode) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        if (subject != null) {
            value.put("subject", subject);
        }
        value.put("mode", mode.name());
        records.add(
                new TopicRecord(RecordCodec.key(new TopicKey(TopicKey.MODE, subject, 0)), RecordCodec.bytes(value)));
        return this;
    }

    /** Takes a mode out. */
    public Changes removeMode(@Nullable String subject) {
        remove(new TopicKey(TopicKey.MODE, subject, 0));
        return this;
    }

    /** What goes into the topic. */
    public List<TopicRecord> records() {
        return List.copyOf(records);
    }

    /** Tombstones every form of the key that stands in the topic: compaction compares bytes, not what they mean. */
    private void remove(TopicKey key) {
        for (ByteBuffer foreign : state.foreignKeys(key)) {
            records.add(new TopicRecord(foreign.array(), null));
        }
        records.add(new TopicRecord(RecordCodec.key(key), null));
    }
}
