package io.millrace.registry.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
        int maxId = state.maxId();
        records.add(new TopicRecord(
                RecordCodec.key(new TopicKey(TopicKey.NOOP, null, 0)),
                maxId == 0
                        ? null
                        : RecordCodec.bytes(
                                JsonNodeFactory.instance.objectNode().put(Fold.MAX_ID, maxId))));
        return this;
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

    /** Sets the config of a subject, or with null the global one; what is named already keeps its place. */
    public Changes putConfig(@Nullable String subject, ObjectNode fields) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        if (subject != null) {
            value.put("subject", subject);
        }
        SubjectConfig before = state.config(subject);
        if (before != null) {
            value.setAll(before.kept());
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
