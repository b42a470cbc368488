package io.millrace.registry.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.registry.compat.Level;
import io.millrace.registry.schema.Contexts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the topic's records into the state, in order. A record that cannot be read is skipped and reported: one bad record
 * must not keep a registry from starting. <i>Loop-owned,</i> but for what tells of problems.
 */
public final class Fold {
    private static final Logger LOG = LoggerFactory.getLogger(Fold.class);
    private static final int REPORTED = 20;
    private static final int MOST_PROBLEMS = 10_000;
    /** The field of a barrier that keeps the largest id of the default context. */
    static final String MAX_ID = "maxId";
    /** The field of a barrier that keeps those of the other contexts. */
    static final String CONTEXT_MAX_IDS = "maxIds";

    private final State state;
    /** By the bytes of the record's key, so that what a later record replaces is none any more. */
    private final Map<ByteBuffer, Problem> problems = new LinkedHashMap<>();
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

    /** What was found wrong with records that still stand; 10,000 at most. <i>Any thread.</i> */
    public List<Problem> problems() {
        synchronized (problems) {
            return new ArrayList<>(problems.values());
        }
    }

    /** Takes in one record. */
    public void apply(long offset, long timestampMs, byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null) {
            skip(offset, new byte[0], "it has no key");
            return;
        }
        forgive(key);
        try {
            TopicKey read = RecordCodec.readKey(key);
            apply(offset, timestampMs, read, key, value);
            if (!RecordCodec.isToday(read, key)) {
                state.noteForeignKey(read, key, value != null);
            }
        } catch (IOException e) {
            // What nobody can read and somebody took out is no loss.
            if (value != null) {
                skip(offset, key, String.valueOf(e.getMessage()));
            }
        }
    }

    private void apply(long offset, long timestampMs, TopicKey key, byte[] bytes, byte @Nullable [] value)
            throws IOException {
        switch (key.keytype()) {
            case TopicKey.SCHEMA -> schema(offset, timestampMs, key, bytes, value);
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
            case TopicKey.CONTEXT -> {
                String context = key.subject();
                if (context != null) {
                    if (value == null) {
                        state.removeContext(context);
                    } else if (!Contexts.isName(context)) {
                        throw new IOException("'" + context + "' is no name of a context");
                    } else {
                        state.putContext(context);
                    }
                }
            }
            case TopicKey.NOOP -> barrier(value);
            // What only a later registry knows: nothing here depends on it.
            default -> {}
        }
    }

    private void barrier(byte @Nullable [] value) throws IOException {
        if (value != null) {
            ObjectNode node = RecordCodec.readObject(value);
            state.raiseMaxId(Contexts.DEFAULT, node.path(MAX_ID).asInt(0));
            node.path(CONTEXT_MAX_IDS)
                    .properties()
                    .forEach(each ->
                            state.raiseMaxId(each.getKey(), each.getValue().asInt(0)));
        }
    }

    private void schema(long offset, long timestampMs, TopicKey key, byte[] bytes, byte @Nullable [] value)
            throws IOException {
        String subject = key.subject();
        if (subject == null) {
            return;
        }
        if (value == null) {
            state.remove(subject, key.version());
            return;
        }
        if (Contexts.nameIn(subject).isEmpty()) {
            throw new IOException("its subject has no name");
        }
        Version version = RecordCodec.readVersion(key, value, timestampMs);
        StoredSchema holder = state.schema(Contexts.of(subject), version.id());
        if (holder != null && !holder.schema().text().equals(version.schema().text())) {
            String what = "id " + version.id() + " stands for another schema already; the first one keeps it";
            report(offset, what);
            note(new Problem(Problem.Kind.DUPLICATE_ID, offset, subject, key.version(), what, bytes));
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

    private void skip(long offset, byte[] key, String why) {
        skipped = skipped + 1;
        report(offset, why + "; skipped");
        note(new Problem(Problem.Kind.UNREADABLE, offset, null, 0, why, key.length == 0 ? null : key));
    }

    private void note(Problem problem) {
        synchronized (problems) {
            if (problems.size() < MOST_PROBLEMS) {
                byte[] key = problem.key();
                problems.put(
                        ByteBuffer.wrap(
                                key == null ? ("offset " + problem.offset()).getBytes(StandardCharsets.UTF_8) : key),
                        problem);
            }
        }
    }

    private void forgive(byte[] key) {
        synchronized (problems) {
            if (!problems.isEmpty()) {
                problems.remove(ByteBuffer.wrap(key));
            }
        }
    }

    private void report(long offset, String what) {
        if (skipped <= REPORTED) {
            LOG.warn("record at offset {} of the schemas' topic: {}", offset, what);
        }
    }
}
