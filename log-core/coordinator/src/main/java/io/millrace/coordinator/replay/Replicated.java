package io.millrace.coordinator.replay;

import io.millrace.base.Check;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.Errors;

/**
 * One replicated state machine: commands in, records appended and applied at once, answers when committed.
 * <i>Loop-owned.</i>
 *
 * <pre>
 * LOADING --loaded--> ACTIVE --resign--> RESIGNED --load--> LOADING
 * </pre>
 *
 * <p>Decisions stand on the newest state, committed or not; so every answer, a read's too, waits until all that was
 * applied before it is committed. Nothing that is seen outside can be taken back. What waits is bounded by the requests
 * in flight, one a connection.
 */
public final class Replicated<M extends Machine<R>, R> {
    private enum Phase {
        LOADING,
        ACTIVE,
        RESIGNED
    }

    private final Supplier<M> factory;
    private final CommitLog<R> log;
    private final Function<M, Runnable> publisher;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<Parked<?>> parked = new LinkedHashSet<>();
    private final List<Waiting> decided = new ArrayList<>();

    private Phase phase = Phase.LOADING;
    private M machine;
    private long appliedOffset;
    private long committedOffset;
    private boolean deciding;
    private boolean releasing;

    /** A machine that is loading; the factory makes an empty one for every replay. */
    public Replicated(Supplier<M> factory, CommitLog<R> log) {
        this(factory, log, machine -> () -> {});
    }

    /** As above; what the publisher takes from the machine after each change is run once that change is committed. */
    public Replicated(Supplier<M> factory, CommitLog<R> log, Function<M, Runnable> publisher) {
        this.factory = factory;
        this.log = log;
        this.publisher = publisher;
        this.machine = factory.get();
    }

    /** Decides a command, appends and applies its records; the answer comes when they are committed. */
    public <A> void command(Function<M, Decision<R, A>> command, Consumer<Outcome<A>> answer) {
        if (refuses(answer)) {
            return;
        }
        step(() -> {
            Decision<R, A> decision = command.apply(machine);
            decided.add(new Waiting(
                    () -> answer.accept(Outcome.of(decision.answer())), error -> answer.accept(Outcome.failed(error))));
            return decision.records();
        });
    }

    /** Decides a command whose answer may be sent by a later one; the machine keeps the reply until then. */
    public <A> void deferred(BiFunction<M, Reply<A>, List<R>> command, Consumer<Outcome<A>> answer) {
        if (refuses(answer)) {
            return;
        }
        step(() -> command.apply(machine, new Parked<>(answer)));
    }

    /** Lets the machine act on something that nobody waits for, a timer; ignored unless active. */
    public void event(Function<M, List<R>> command) {
        if (phase == Phase.ACTIVE) {
            step(() -> command.apply(machine));
        }
    }

    /** Asks the machine; the answer comes when all that it may rest on is committed. */
    public <A> void read(Function<M, A> query, Consumer<Outcome<A>> answer) {
        command(machine -> Decision.answer(query.apply(machine)), answer);
    }

    /** Takes a record from the log while loading. */
    public void replay(long offset, R record) {
        Check.that(phase == Phase.LOADING, "replay at %d only while loading", offset);
        Check.that(offset >= appliedOffset, "replay at %d after %d", offset, appliedOffset);
        machine.apply(record);
        appliedOffset = offset + 1;
    }

    /** All of the log was replayed, and it is committed; commands are taken from now on. */
    public void loaded() {
        Check.that(phase == Phase.LOADING, "loaded once after loading");
        phase = Phase.ACTIVE;
        committedOffset = Math.max(committedOffset, appliedOffset);
        publisher.apply(machine).run();
    }

    /** Everything below the offset is committed. */
    public void committed(long offset) {
        committedOffset = Math.max(committedOffset, offset);
        release();
    }

    /** Leadership or the disk is lost: the state is dropped, and whoever waits is told NOT_COORDINATOR. */
    public void resign() {
        if (phase == Phase.RESIGNED) {
            return;
        }
        phase = Phase.RESIGNED;
        restart();
    }

    /** Begins again with an empty machine; whoever still waits is told NOT_COORDINATOR. */
    public void load() {
        phase = Phase.LOADING;
        restart();
    }

    /** True between loaded and resign. */
    public boolean active() {
        return phase == Phase.ACTIVE;
    }

    /** The newest state, committed or not: to be looked at, by tests and checkers. */
    public M machine() {
        return machine;
    }

    private void restart() {
        Check.that(!deciding, "no change of leadership inside a decision");
        List<Waiting> lost = new ArrayList<>(waiting);
        waiting.clear();
        parked.forEach(reply -> lost.add(reply.lost()));
        parked.clear();
        machine = factory.get();
        appliedOffset = 0;
        committedOffset = 0;
        lost.forEach(each -> each.failed.accept(Errors.NOT_COORDINATOR));
    }

    private <A> boolean refuses(Consumer<Outcome<A>> answer) {
        if (phase == Phase.ACTIVE) {
            return false;
        }
        answer.accept(
                Outcome.failed(phase == Phase.LOADING ? Errors.COORDINATOR_LOAD_IN_PROGRESS : Errors.NOT_COORDINATOR));
        return true;
    }

    private void step(Supplier<List<R>> decide) {
        Check.that(!deciding, "a decision does not command");
        deciding = true;
        try {
            List<R> records = decide.get();
            if (!records.isEmpty()) {
                appliedOffset = log.append(records);
                records.forEach(machine::apply);
                waiting.add(new Waiting(publisher.apply(machine), error -> {}).at(appliedOffset));
            }
            for (Waiting each : decided) {
                waiting.add(each.at(appliedOffset));
            }
        } finally {
            decided.clear();
            deciding = false;
        }
        release();
    }

    /** Answers run here only, between decisions, so that whoever is answered may command again at once. */
    private void release() {
        if (deciding || releasing) {
            return;
        }
        releasing = true;
        try {
            for (Waiting head = waiting.peek(); head != null && head.offset <= committedOffset; head = waiting.peek()) {
                waiting.poll();
                head.committed.run();
            }
        } finally {
            releasing = false;
        }
    }

    private static final class Waiting {
        private final Runnable committed;
        private final Consumer<Errors> failed;
        private long offset;

        private Waiting(Runnable committed, Consumer<Errors> failed) {
            this.committed = committed;
            this.failed = failed;
        }

        private Waiting at(long offset) {
            this.offset = offset;
            return this;
        }
    }

    private final class Parked<A> implements Reply<A> {
        private final Consumer<Outcome<A>> answer;

        private Parked(Consumer<Outcome<A>> answer) {
            this.answer = answer;
            parked.add(this);
        }

        @Override
        public void send(A value) {
            Check.that(deciding, "replies are sent by decisions");
            if (parked.remove(this)) {
                decided.add(new Waiting(
                        () -> answer.accept(Outcome.of(value)), error -> answer.accept(Outcome.failed(error))));
            }
        }

        private Waiting lost() {
            return new Waiting(() -> {}, error -> answer.accept(Outcome.failed(error)));
        }
    }
}
