package io.millrace.simulator.copy;

import io.millrace.base.Rng;
import io.millrace.client.admin.NewTopic;
import io.millrace.simulator.scenario.Cast;
import io.millrace.simulator.scenario.Stage;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/**
 * Two writers of transactions, a group of two that copies what is committed exactly once, and an inspector.
 * <i>Loop-owned.</i>
 */
public final class Copies implements Cast {
    static final String INPUT = "input";
    static final String OUTPUT = "output";
    static final String GROUP = "copiers";

    private static final int WRITERS = 2;
    private static final int COPIERS = 2;
    private static final int PAUSE_MS = 300;

    private final Stage stage;
    private final Rng rng;
    private final Ledger ledger = new Ledger();
    private final Ends ends = new Ends();
    private final Inspector inspector;
    private final List<Writer> writers = new ArrayList<>();
    private final List<Copier> copiers = new ArrayList<>();
    private final List<List<Life>> lives = new ArrayList<>();
    /** Which protocol the group speaks. */
    private final boolean classic;

    private final int compactMs;
    private int copiersSoFar;
    private boolean topicsMade;
    private boolean measuring;
    private boolean drained;

    /** On that stage. */
    public Copies(Stage stage) {
        this.stage = stage;
        this.rng = stage.world().fork();
        this.classic = rng.nextInt(2) == 0;
        this.compactMs = 200 + rng.nextInt(3_000);
        this.inspector = new Inspector(stage, ledger);
        for (int i = 0; i < WRITERS; i++) {
            writers.add(new Writer(stage, ledger, i));
        }
        for (int i = 0; i < COPIERS; i++) {
            lives.add(new ArrayList<>());
            copiers.add(newCopier(i));
        }
    }

    @Override
    public String test() {
        return "CopiesTest";
    }

    @Override
    public Map<String, String> nodeSettings() {
        return Map.of(
                "group.consumer.min.session.timeout.ms", "1000",
                "group.consumer.session.timeout.ms", "3000",
                "group.consumer.min.heartbeat.interval.ms", "100",
                "group.consumer.heartbeat.interval.ms", "500",
                // So that the node's own topics are compacted while it is at work.
                "log.cleaner.backoff.ms", String.valueOf(compactMs),
                "log.cleaner.min.cleanable.ratio", "0.01",
                "log.roll.ms", String.valueOf(compactMs * 2),
                "log.cleaner.delete.retention.ms", "1000");
    }

    @Override
    public void begin() {
        stage.world()
                .tell("simulator", classic ? "classic group" : "consumer group", "compacts each " + compactMs + " ms");
        inspector.loop().execute(this::makeTopics);
    }

    private void makeTopics() {
        int partitions = stage.options().partitions();
        List<NewTopic> topics = List.of(new NewTopic(INPUT, partitions), new NewTopic(OUTPUT, partitions));
        inspector.admin().createTopics(topics, (made, failure) -> {
            boolean done = made != null
                    && made.failures().values().stream()
                            .allMatch(e -> Errors.forException(e) == Errors.TOPIC_ALREADY_EXISTS);
            if (!done) {
                inspector.loop().schedule(100, this::makeTopics);
                return;
            }
            topicsMade = true;
            writers.forEach(Writer::begin);
            copiers.forEach(Copier::begin);
        });
    }

    @Override
    public void nodeIsUp() {
        if (topicsMade) {
            inspector.audit(found -> {});
        }
    }

    @Override
    public boolean isDrained() {
        if (!drained && !measuring && topicsMade && writers.stream().allMatch(Writer::isDone)) {
            measuring = true;
            inspector.loop().schedule(PAUSE_MS, this::measure);
        }
        return drained;
    }

    private void measure() {
        inspector.audit(found -> {
            measuring = false;
            drained = !ledger.has(Deal.Fate.OPEN) && sizes(found.input()).equals(sizes(found.output()));
        });
    }

    private static List<Integer> sizes(List<List<Found>> partitions) {
        return partitions.stream().map(List::size).toList();
    }

    @Override
    public void lastAudit(Runnable over) {
        inspector.audit(found -> {
            ledger.ended(found);
            over.run();
        });
    }

    @Override
    public void changeMember(int index) {
        if (!topicsMade) {
            return;
        }
        Copier old = copiers.get(index);
        Copier fresh = newCopier(index);
        copiers.set(index, fresh);
        switch (rng.nextInt(3)) {
            case 0 -> old.end(true);
            case 1 -> old.end(false);
            default -> stage.world().tell("simulator", "zombie", old.state());
        }
        fresh.begin();
    }

    private Copier newCopier(int slot) {
        return new Copier(stage, ledger, "copier" + copiersSoFar++, classic, "copier-" + slot, lives.get(slot));
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
        copiers.forEach(each -> states.append(each.state()).append("; "));
        return states.append(inspector.state()).toString();
    }
}
