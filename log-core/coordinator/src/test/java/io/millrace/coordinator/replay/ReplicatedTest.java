package io.millrace.coordinator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.base.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicatedTest {
    private final FakeLog<Integer> log = new FakeLog<>();
    private final List<String> heard = new ArrayList<>();
    private final Replicated<Sum, Integer> sum = new Replicated<>(Sum::new, log);

    /** The sum of all records. */
    private static final class Sum implements Machine<Integer> {
        private int total;
        private Reply<Integer> waiting;

        @Override
        public void apply(Integer record) {
            total += record;
        }
    }

    @BeforeEach
    void load() {
        log.onCommit(sum::committed);
        sum.loaded();
    }

    @Test
    void anAnswerWaitsForItsCommit() {
        log.hold();
        add(1);
        assertThat(heard).isEmpty();

        log.commit();
        assertThat(heard).containsExactly("added 1");
    }

    @Test
    void theNextCommandIsDecidedOnWhatIsNotYetCommitted() {
        log.hold();
        add(1);
        add(2);
        log.commit();
        assertThat(heard).containsExactly("added 1", "added 2 to 1");
    }

    @Test
    void aReadWaitsUntilAllThatItSawIsCommitted() {
        log.hold();
        add(1);
        sum.read(machine -> machine.total, outcome -> heard.add("read " + outcome.value()));
        assertThat(heard).isEmpty();

        log.commit();
        assertThat(heard).containsExactly("added 1", "read 1");
    }

    @Test
    void anAnswerWithoutRecordsDoesNotOvertakeThoseBeforeIt() {
        log.hold();
        add(1);
        sum.command(machine -> Decision.answer(machine.total), outcome -> heard.add("nothing at " + outcome.value()));
        assertThat(heard).isEmpty();
    }

    @Test
    void nothingWaitsWhenEverythingIsCommitted() {
        add(5);
        sum.read(machine -> machine.total, outcome -> heard.add("read " + outcome.value()));
        assertThat(heard).containsExactly("added 5", "read 5");
    }

    @Test
    void aDeferredReplyLeavesWithTheCommitOfTheCommandThatSentIt() {
        log.hold();
        wait(outcome -> heard.add("waited for " + outcome.value()));
        add(3);
        sum.event(machine -> {
            machine.waiting.send(machine.total);
            return List.of(4);
        });
        assertThat(heard).isEmpty();

        log.commit();
        assertThat(heard).containsExactly("added 3", "waited for 3");
    }

    @Test
    void onlyTheFirstSendOfAReplyCounts() {
        wait(outcome -> heard.add("waited for " + outcome.value()));
        for (int i = 1; i <= 2; i++) {
            int value = i;
            sum.event(machine -> {
                machine.waiting.send(value);
                return List.of();
            });
        }
        assertThat(heard).containsExactly("waited for 1");
    }

    @Test
    void resigningFailsWhoWaitsAndDropsTheState() {
        log.hold();
        add(1);
        wait(outcome -> heard.add("waited " + outcome.error()));
        sum.resign();
        assertThat(heard).containsExactly("added NOT_COORDINATOR", "waited NOT_COORDINATOR");

        heard.clear();
        add(2);
        assertThat(heard).containsExactly("added NOT_COORDINATOR");
        assertThat(log.records()).containsExactly(1);
    }

    @Test
    void afterAFailedCommitTheStateIsWhatTheLogKept() {
        add(10);
        log.hold();
        add(1);
        sum.resign();
        log.loseUncommitted();
        sum.load();
        add(2);
        assertThat(heard).endsWith("added COORDINATOR_LOAD_IN_PROGRESS");

        for (int i = 0; i < log.records().size(); i++) {
            sum.replay(i, log.records().get(i));
        }
        sum.loaded();
        sum.read(machine -> machine.total, outcome -> heard.add("read " + outcome.value()));
        assertThat(heard).endsWith("read 10");
    }

    @Test
    void anAnswerMayCommandAgainAtOnce() {
        sum.<Integer>command(machine -> new Decision<>(List.of(1), machine.total), outcome -> {
            add(2);
            heard.add("first");
        });
        assertThat(heard).containsExactly("first", "added 2 to 1");
    }

    @Test
    void aDecisionMayNotCommand() {
        assertThatThrownBy(() -> sum.event(machine -> {
                    add(1);
                    return List.of();
                }))
                .isInstanceOf(Check.Violation.class);
    }

    @Test
    void whatIsPublishedIsCommittedAndComesBeforeTheAnswer() {
        FakeLog<Integer> other = new FakeLog<>();
        Replicated<Sum, Integer> published = new Replicated<>(Sum::new, other, machine -> {
            int total = machine.total;
            return () -> heard.add("published " + total);
        });
        other.onCommit(published::committed);
        published.loaded();
        other.hold();
        published.command(machine -> new Decision<>(List.of(1), "one"), outcome -> heard.add(outcome.value()));
        published.command(machine -> new Decision<>(List.of(1), "two"), outcome -> heard.add(outcome.value()));
        assertThat(heard).containsExactly("published 0");

        other.commit();
        assertThat(heard).containsExactly("published 0", "published 1", "one", "published 2", "two");
    }

    @Test
    void whoAsksWhileLoadingIsToldSo() {
        Replicated<Sum, Integer> loading = new Replicated<>(Sum::new, log);
        loading.read(
                machine -> machine.total, outcome -> heard.add(outcome.error().name()));
        assertThat(heard).containsExactly(Errors.COORDINATOR_LOAD_IN_PROGRESS.name());
    }

    private void add(int value) {
        sum.command(machine -> new Decision<>(List.of(value), machine.total), outcome -> {
            if (outcome.error() != Errors.NONE) {
                heard.add("added " + outcome.error());
            } else {
                heard.add("added " + value + (outcome.value() == 0 ? "" : " to " + outcome.value()));
            }
        });
    }

    private void wait(Consumer<Outcome<Integer>> answer) {
        sum.deferred(
                (machine, reply) -> {
                    machine.waiting = reply;
                    return List.of();
                },
                answer);
    }
}
