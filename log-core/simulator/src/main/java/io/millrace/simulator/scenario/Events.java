package io.millrace.simulator.scenario;

import io.millrace.client.admin.NewTopic;
import io.millrace.simulator.check.Invariants;
import io.millrace.wire.message.Request;
import io.millrace.wire.message.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Two idempotent producers, a group of two that works on their records, and an auditor. <i>Loop-owned.</i> */
final class Events implements Cast {
    static final String TOPIC = "events";

    private static final int PRODUCERS = 2;

    private final Stage stage;
    private final Invariants invariants;
    private final Auditor auditor;
    private final List<Producer> producers = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private int membersSoFar;
    private long fetches;
    private boolean topicMade;
    private boolean measuring;
    private long @Nullable [] ends;

    Events(Stage stage, Invariants invariants) {
        this.stage = stage;
        this.invariants = invariants;
        this.auditor =
                new Auditor(stage.world(), stage.network(), stage.options(), invariants, stage.client("auditor"));
        for (int i = 0; i < PRODUCERS; i++) {
            producers.add(new Producer(
                    stage.world(), stage.network(), stage.options(), invariants, stage.client("producer" + i), i));
        }
        for (int i = 0; i < Simulation.MEMBERS; i++) {
            members.add(newMember());
        }
    }

    @Override
    public String test() {
        return "SimulationTest";
    }

    @Override
    public void begin() {
        auditor.loop().execute(this::makeTopic);
    }

    private void makeTopic() {
        auditor.admin().createTopics(List.of(new NewTopic(TOPIC, stage.options().partitions())), (made, failure) -> {
            boolean done = made != null
                    && made.failures().values().stream()
                            .allMatch(e -> Errors.forException(e) == Errors.TOPIC_ALREADY_EXISTS);
            if (!done) {
                stage.world()
                        .tell("simulator", "no topic yet", made == null ? String.valueOf(failure) : made.toString());
                auditor.loop().schedule(100, this::makeTopic);
                return;
            }
            topicMade = true;
            producers.forEach(Producer::begin);
            members.forEach(Member::begin);
        });
    }

    @Override
    public boolean isDrained() {
        if (!topicMade || !producers.stream().allMatch(Producer::isDone)) {
            return false;
        }
        long[] known = ends;
        if (known == null) {
            if (!measuring) {
                measuring = true;
                auditor.audit(
                        found -> ends = found.stream().mapToLong(List::size).toArray());
            }
            return false;
        }
        TreeSet<Integer> owned = new TreeSet<>();
        for (Member member : members) {
            owned.addAll(member.owned());
            if (!member.isDone(known)) {
                return false;
            }
        }
        return owned.size() == stage.options().partitions();
    }

    @Override
    public void nodeIsUp() {
        if (topicMade) {
            auditor.audit(found -> {});
        }
    }

    @Override
    public void lastAudit(Runnable over) {
        auditor.audit(found -> {
            invariants.ended(found);
            over.run();
        });
    }

    @Override
    public void changeMember(int index) {
        if (topicMade) {
            members.get(index).end(membersSoFar % 2 == 0);
            Member fresh = newMember();
            members.set(index, fresh);
            fresh.begin();
        }
    }

    private Member newMember() {
        String name = "member" + membersSoFar++;
        return new Member(stage.world(), stage.network(), stage.options(), invariants, stage.client(name), name);
    }

    @Override
    public Consumer<Response> heard(Request request) {
        if (request.api() != ApiKeys.FETCH) {
            return answer -> {};
        }
        long fetch = ++fetches;
        invariants.fetchArrived(fetch);
        return answer -> answer.as(FetchResponseData.class)
                .responses()
                .forEach(topic -> topic.partitions().forEach(partition -> {
                    if (partition.errorCode() == Errors.NONE.code()) {
                        invariants.highWatermark(fetch, partition.partitionIndex(), partition.highWatermark());
                    }
                }));
    }

    @Override
    public String state() {
        StringBuilder states = new StringBuilder();
        producers.forEach(each -> states.append(each.state()).append("; "));
        members.forEach(each -> states.append(each.state()).append("; "));
        return states.append(auditor.state()).toString();
    }
}
