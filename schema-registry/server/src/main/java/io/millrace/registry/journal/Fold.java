package io.millrace.registry.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.compat.Level;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the topic's records into the state, in order. A record that cannot be read is skipped and reported: one bad record
 * must not keep a registry from starting. <i>Loop-owned.</i>
 */
public final class Fold {
    private static final Logger LOG = LoggerFactory.getLogger(Fold.class);
    private static final int REPORTED = 20;
    /** The field of a barrier that keeps the largest id. */
    static final String MAX_ID = "maxId";

    private final State state;
    /** Read by who asks, from any thread. */
    private volatile int skipped;

    /** Into that state. */
    public Fold(State state) {
        this.state = state;
    }

    /** Records that could not be read. */
    public int skipped() {
        return skipped;
    }

    /** Takes in one record. */
    public void apply(long offset, byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null) {
            skip(offset, "it has no key");
            return;
        }
        try {
            TopicKey read = RecordCodec.readKey(key);
            if (read.inOtherContext()) {
                return;
            }
            apply(offset, read, value);
            if (!Arrays.equals(key, RecordCodec.key(read))) {
                state.noteForeignKey(read, key, value != null);
            }
        } catch (IOException e) {
            skip(offset, String.valueOf(e.getMessage()));
        }
    }

    private void apply(long offset, TopicKey key, byte @Nullable [] value) throws IOException {
        switch (key.keytype()) {
            case TopicKey.SCHEMA -> schema(offset, key, value);
            case TopicKey.CONFIG -> state.putConfig(key.subject(), value == null ? null : config(value));
            case TopicKey.MODE -> state.putMode(key.subject(), value == null ? null : mode(value));
            case TopicKey.DELETE_SUBJECT -> {
                if (value != null && key.subject() != null) {
                    state.softlyDelete(
                            key.subject(),
                            RecordCodec.readObject(value).path("version").asInt(0));
                }
            }
            case TopicKey.CLEAR_SUBJECT -> {
                if (value != null && key.subject() != null) {
                    state.clear(key.subject());
                }
            }
            case TopicKey.NOOP -> {
                if (value != null) {
                    state.raiseMaxId(RecordCodec.readObject(value).path(MAX_ID).asInt(0));
                }
            }
            // What only a later registry knows: nothing here depends on it.
            default -> {}
        }
    }

    private void schema(long offset, TopicKey key, byte @Nullable [] value) throws IOException {
        String subject = key.subject();
        if (value == null) {
            if (subject != null) {
                state.remove(subject, key.version());
            }
            return;
        }
        Version version = RecordCodec.readVersion(key, value);
        StoredSchema holder = state.schema(version.id());
        if (holder != null && !holder.schema().text().equals(version.schema().text())) {
            report(offset, "id " + version.id() + " stands for another schema already; the first one keeps it");
        }
        state.put(version);
    }

    private static SubjectConfig config(byte[] value) throws IOException {
        ObjectNode node = RecordCodec.readObject(value);
        JsonNode level = node.path("compatibilityLevel");
        JsonNode normalize = node.path("normalize");
        if (level.isTextual() && Level.find(level.asText()) == null) {
            throw new IOException("'" + level.asText() + "' is no compatibility level");
        }
        return new SubjectConfig(
                level.isTextual() ? Level.find(level.asText()) : null,
                normalize.isBoolean() ? normalize.asBoolean() : null,
                node);
    }

    private static Mode mode(byte[] value) throws IOException {
        String name = RecordCodec.readObject(value).path("mode").asText();
        Mode mode = Mode.find(name);
        if (mode == null) {
            throw new IOException("'" + name + "' is no mode");
        }
        return mode;
    }

    private void skip(long offset, String why) {
        skipped = skipped + 1;
        report(offset, why + "; skipped");
    }

    private void report(long offset, String what) {
        if (skipped <= REPORTED) {
            LOG.warn("record at offset {} of the schemas' topic: {}", offset, what);
        }
    }
}
