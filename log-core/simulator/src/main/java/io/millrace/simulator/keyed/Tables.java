package io.millrace.simulator.keyed;

import io.millrace.base.Rng;
import io.millrace.client.admin.NewTopic;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.copy.Ends;
import io.millrace.simulator.scenario.Cast;
import io.millrace.simulator.scenario.Fault;
import io.millrace.simulator.scenario.Stage;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import io.millrace.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * A compacted topic with a plain and a transactional writer of keys, a topic that forgets what is old, and a reader that
 * reads both again and again. <i>Loop-owned.</i>
 */
public final class Tables implements Cast {
    static final String TABLE = "table";
    static final String STREAM = "stream";

    private static final int PAUSE_MS = 400;

    private final Stage stage;
    private final Model model;
    private final Stream stream;
    private final Reader reader;
    private final List<TableWriter> writers = new ArrayList<>();
    private final StreamWriter streamWriter;
    private final Ends ends = new Ends();
    private final long tombstoneMs;
    private final long retentionMs;
    private final int lagMs;
    private final int upkeepMs;
    private final String dirtyRatio;
    private boolean topicsMade;
    private boolean measuring;
    private boolean drained;

    /** On that stage. */
    public Tables(Stage stage) {
        this.stage = stage;
        Rng rng = stage.world().fork();
        this.tombstoneMs = 500 + rng.nextInt(4_000);
        this.retentionMs = 500 + rng.nextInt(3_000);
        this.lagMs = rng.nextInt(3) == 0 ? 500 : 0;
        this.upkeepMs = 50 + rng.nextInt(500);
        this.dirtyRatio = rng.nextInt(2) == 0 ? "0.01" : "0.5";
        // When the wall clock steps, nobody can tell from the outside how old a record has to be taken for.
        boolean timed = !stage.options().faults().contains(Fault.WALL_CLOCK);
        this.model = new Model(timed ? tombstoneMs : 0);
        this.stream = new Stream(timed ? retentionMs : 0);
        int keys = 2 + rng.nextInt(10);
        this.reader = new Reader(stage, model, stream);
        writers.add(new TableWriter(stage, model, 0, keys, false));
        writers.add(new TableWriter(stage, model, 1, keys, true));
        this.streamWriter = new StreamWriter(stage, stream);
    }

    /** A record's number, which a tombstone has no value for. */
    static Header[] numbered(int number) {
        return new Header[] {
            new RecordHeader(
                    "n", ByteBuffer.allocate(Integer.BYTES).putInt(number).array())
        };
    }

    static int number(RecordCursor record) {
        int[] number = {-1};
        record.forEachHeader((keyPosition, keySize, valuePosition, valueSize) ->
                number[0] = record.buffer().getInt(valuePosition));
        if (number[0] < 0) {
            throw new Violation("Content", "the record at " + record.offset() + " has lost its header");
        }
        return number[0];
    }

    @Override
    public String test() {
        return "TablesTest";
    }

    @Override
    public Map<String, String> nodeSettings() {
        return Map.of(
                "log.cleaner.backoff.ms", String.valueOf(upkeepMs),
                "log.retention.check.interval.ms", String.valueOf(upkeepMs));
    }

    @Override
    public void begin() {
        stage.world()
                .tell(
                        "simulator",
                        "tables",
                        "tombstones " + tombstoneMs + " ms, retention " + retentionMs + " ms, lag " + lagMs
                                + " ms, looked at each " + upkeepMs + " ms, ratio " + dirtyRatio);
        reader.loop().execute(this::makeTopics);
    }

    private void makeTopics() {
        int partitions = stage.options().partitions();
        NewTopic table = new NewTopic(
                TABLE,
                partitions,
                Map.of(
                        "cleanup.policy",
                        "compact",
                        "delete.retention.ms",
                        String.valueOf(tombstoneMs),
                        "min.compaction.lag.ms",
                        String.valueOf(lagMs),
                        "min.cleanable.dirty.ratio",
                        dirtyRatio,
                        "segment.ms",
                        String.valueOf(upkeepMs * 2),
                        "file.delete.delay.ms",
                        "100"));
        NewTopic forgetful = new NewTopic(
                STREAM,
                partitions,
                Map.of(
                        "retention.ms", String.valueOf(retentionMs),
                        "segment.ms", String.valueOf(upkeepMs * 2),
                        "file.delete.delay.ms", "100"));
        reader.admin().createTopics(List.of(table, forgetful), (made, failure) -> {
            boolean done = made != null
                    && made.failures().values().stream()
                            .allMatch(e -> Errors.forException(e) == Errors.TOPIC_ALREADY_EXISTS);
            if (!done) {
                stage.world()
                        .tell("simulator", "no topic yet", made == null ? String.valueOf(failure) : made.toString());
                reader.loop().schedule(100, this::makeTopics);
                return;
            }
            topicsMade = true;
            writers.forEach(TableWriter::begin);
            streamWriter.begin();
            auditAgain();
        });
    }

    private void auditAgain() {
        if (!drained) {
            reader.loop().schedule(PAUSE_MS, () -> reader.audit(this::auditAgain));
        }
    }

    @Override
    public void nodeIsUp() {
        if (topicsMade) {
            reader.loop().execute(() -> reader.audit(() -> {}));
        }
    }

    @Override
    public boolean isDrained() {
        if (!measuring
                && topicsMade
                && streamWriter.isDone()
                && writers.stream().allMatch(TableWriter::isDone)) {
            measuring = true;
            // Long enough that tombstones may go.
            reader.loop().schedule(tombstoneMs * 2, () -> reader.audit(() -> drained = true));
        }
        return drained;
    }

    @Override
    public void lastAudit(Runnable over) {
        reader.loop().execute(() -> reader.audit(over));
    }

    @Override
    public void changeMember(int index) {
        // Nobody here is a member of anything.
    }

    @Override
    public Consumer<Response> heard(Request request) {
        if (request.api() != ApiKeys.FETCH) {
            return answer -> {};
        }
        Consumer<FetchResponseData> listener = ends.arrived();
        return answer -> listener.accept(answer.as(FetchResponseData.class));
    }

    @Override
    public String state() {
        StringBuilder states = new StringBuilder();
        writers.forEach(each -> states.append(each.state()).append("; "));
        return states.append(streamWriter.state())
                .append("; ")
                .append(reader.state())
                .toString();
    }
}
