package io.millrace.connect.herder;

import io.millrace.connect.herder.ConnectorRunner.Ready;
import io.millrace.connect.herder.config.Refused;
import io.millrace.connect.herder.config.Shape;
import io.millrace.connect.herder.view.Condition;
import io.millrace.connect.herder.view.ConnectorInfo;
import io.millrace.connect.herder.view.ConnectorView;
import io.millrace.connect.herder.view.State;
import io.millrace.connect.plugin.PluginKind;
import io.millrace.connect.storage.StoredConnector;
import io.millrace.connect.storage.TargetState;
import io.millrace.connect.task.ConnectorKeys;
import io.millrace.connect.task.RestartPolicy;
import io.millrace.connect.task.Secrets;
import io.millrace.connect.task.TaskSpec;
import io.millrace.connect.task.flow.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connector from its creation to its deletion: what it is meant to do, its object, its tasks. What changes it is done
 * one after the other, each step within the grace; nothing waits for a connector that does not return from its start.
 * <i>Loop-owned.</i>
 */
final class Life implements Slot.Home {
    private static final Logger LOG = LoggerFactory.getLogger(Life.class);

    private final Ground ground;
    private final String name;
    private final Turns turns;
    private final Slots slots;
    private final BackOff backOff;
    private final Set<String> topics = new TreeSet<>();
    private Map<String, String> config;
    private TargetState target;
    private List<Map<String, String>> taskConfigs;
    private CompletableFuture<Shape> shape;
    private Condition condition = Condition.of(State.UNASSIGNED);
    private @Nullable ConnectorRunner runner;
    private @Nullable Ready ready;
    private boolean objectStarted;
    private int starts;
    private boolean leaving;

    Life(Ground ground, StoredConnector stored, @Nullable Shape known, Set<String> topics) {
        this.ground = ground;
        this.name = stored.name();
        this.turns = new Turns(ground.loop(), name);
        this.slots = new Slots(ground, this);
        this.backOff = new BackOff(ground);
        this.config = stored.config();
        this.target = stored.target();
        this.taskConfigs = stored.tasks();
        this.topics.addAll(topics);
        this.shape = known == null ? askShape() : CompletableFuture.completedFuture(known);
    }

    // ---- what is asked ----

    boolean isLeaving() {
        return leaving;
    }

    Map<String, String> config() {
        return config;
    }

    CompletableFuture<Shape> shape() {
        return shape;
    }

    Set<String> topics() {
        return topics;
    }

    ConnectorView view(String workerId) {
        Shape known = known();
        return new ConnectorView(
                name,
                known == null ? "unknown" : known.type(),
                known == null ? "" : known.version(),
                workerId,
                condition,
                slots.views());
    }

    CompletableFuture<ConnectorInfo> info() {
        Map<String, String> whole = config;
        List<Map<String, String>> tasks = taskConfigs;
        return shape.thenApply(known -> new ConnectorInfo(
                name,
                known.type(),
                known.hide(whole),
                tasks.stream().map(known::hide).toList()));
    }

    private boolean hasFailed() {
        return condition.isFailed() || slots.haveFailed();
    }

    @Nullable
    Slot slot(int number) {
        return slots.at(number);
    }

    // ---- what changes it, one after the other ----

    /** Stores it and starts it. */
    CompletableFuture<Void> create(@Nullable TargetState initial) {
        return turns.next(answer -> ground.stores()
                .putConnector(name, config, initial)
                .thenAccept(answer::complete)
                .thenCompose(nothing -> begin()));
    }

    /** Starts what was stored. */
    void restore() {
        turns.next(answer -> begin());
    }

    CompletableFuture<Void> update(Map<String, String> next, Shape known) {
        return turns.next(answer -> {
            // What is as it was and works is left alone: tools put their files again and again.
            if (next.equals(config) && !hasFailed()) {
                answer.complete(null);
                return CompletableFuture.completedFuture(null);
            }
            return ground.stores().putConnector(name, next, null).thenCompose(stored -> {
                config = next;
                shape = CompletableFuture.completedFuture(known);
                backOff.forgets();
                answer.complete(null);
                return end().thenCompose(ended -> begin());
            });
        });
    }

    CompletableFuture<Void> aim(TargetState next) {
        return turns.next(answer -> {
            TargetState before = target;
            if (before == next) {
                answer.complete(null);
                return CompletableFuture.completedFuture(null);
            }
            return ground.stores().putTarget(name, next).thenCompose(stored -> {
                target = next;
                answer.complete(null);
                return turn(before, next);
            });
        });
    }

    /** As people ask for it: the connector's object, its tasks, or what of them has failed. */
    CompletableFuture<Void> restart(boolean includeTasks, boolean onlyFailed) {
        return turns.next(answer -> {
            boolean object = (!onlyFailed || condition.isFailed()) && target != TargetState.STOPPED;
            List<Slot> again = slots.which(
                    slot -> includeTasks && (!onlyFailed || slot.condition().isFailed()));
            if (object) {
                become(Condition.of(State.RESTARTING));
            }
            again.forEach(slot -> slot.show(State.RESTARTING));
            answer.complete(null);
            backOff.forgets();
            CompletableFuture<Void> tasks =
                    Turns.all(again.stream().map(slot -> slot.runAgain(true)).toList());
            return object ? tasks.thenComposeAsync(done -> endObject(), loop()).thenCompose(done -> begin()) : tasks;
        });
    }

    CompletableFuture<Void> restartTask(int number) {
        return turns.next(answer -> {
            Slot slot = slot(number);
            if (slot == null) {
                throw Refused.noTask(name, number);
            }
            answer.complete(null);
            return slot.runAgain(true);
        });
    }

    CompletableFuture<Void> delete() {
        leaving = true;
        return turns.last(answer -> ground.stores()
                .deleteConnector(name)
                .thenCompose(stored -> end())
                .thenRun(this::forget)
                .whenComplete((done, failure) -> {
                    leaving = failure == null;
                    if (failure == null) {
                        answer.complete(null);
                    }
                }));
    }

    /** Ends it here, and leaves what is stored; its state is written unless another worker writes it by now. */
    CompletableFuture<Void> leave(boolean tell) {
        leaving = true;
        return turns.last(
                answer -> end().thenCompose(ended -> tell ? tellUnassigned() : CompletableFuture.completedFuture(null))
                        .thenAccept(answer::complete));
    }

    void forgetTopics() {
        topics.forEach(topic -> ground.stores().statuses().usesNoMore(name, topic));
        topics.clear();
    }

    /** Something that needs the connector to be and stay at rest meanwhile. */
    <T> CompletableFuture<T> whileStopped(Supplier<CompletableFuture<T>> work) {
        return turns.next(answer -> {
            if (target != TargetState.STOPPED) {
                throw new Refused(
                        Refused.BAD,
                        "Connectors must be in the STOPPED state before their offsets can be altered; " + name + " is "
                                + target);
            }
            return work.get().thenAccept(answer::complete);
        });
    }

    // ---- its object ----

    private CompletableFuture<Void> turn(TargetState before, TargetState next) {
        if (next == TargetState.STOPPED) {
            return end().thenCompose(ended -> storeTasks(List.of())).thenRun(() -> become(Condition.of(State.STOPPED)));
        }
        if (next == TargetState.PAUSED) {
            slots.each(Slot::pause);
            return endObject().thenRunAsync(() -> become(Condition.of(State.PAUSED)), loop());
        }
        if (before == TargetState.PAUSED) {
            slots.each(Slot::resume);
        }
        return endObject().thenComposeAsync(ended -> begin(), loop());
    }

    /** Sets it going towards its target; returns at once, what comes of it is told later. */
    private CompletableFuture<Void> begin() {
        if (target == TargetState.STOPPED) {
            become(Condition.of(State.STOPPED));
            return CompletableFuture.completedFuture(null);
        }
        int mine = ++starts;
        boolean start = target == TargetState.STARTED;
        ConnectorRunner made = new ConnectorRunner(
                name, config, ground.validation(), ground.stores().offsets(), new Wished(mine));
        runner = made;
        objectStarted = start;
        made.begin(start).whenCompleteAsync((got, failure) -> begun(mine, got, failure), loop());
        return CompletableFuture.completedFuture(null);
    }

    private void begun(int mine, @Nullable Ready got, @Nullable Throwable failure) {
        if (mine != starts || runner == null) {
            return;
        }
        if (got == null) {
            failed(failure);
            return;
        }
        ready = got;
        backOff.runs();
        shape = CompletableFuture.completedFuture(got.shape());
        become(Condition.of(target == TargetState.STARTED ? State.RUNNING : State.PAUSED));
        if (target == TargetState.STARTED) {
            askTasks(mine);
        } else {
            turns.next(answer -> mine == starts ? fill(taskConfigs, false) : CompletableFuture.completedFuture(null));
        }
    }

    private void askTasks(int mine) {
        ConnectorRunner asked = runner;
        if (asked == null) {
            return;
        }
        asked.taskConfigs(maxTasks())
                .whenCompleteAsync(
                        (configs, failure) -> turns.next(answer -> {
                            if (mine != starts || target != TargetState.STARTED) {
                                return CompletableFuture.completedFuture(null);
                            }
                            if (configs == null) {
                                failed(failure);
                                return CompletableFuture.completedFuture(null);
                            }
                            return given(configs);
                        }),
                        loop());
    }

    private CompletableFuture<Void> given(List<Map<String, String>> configs) {
        boolean enforced = Boolean.parseBoolean(config.getOrDefault(ConnectorKeys.TASKS_MAX_ENFORCE, "true"));
        if (enforced && configs.size() > maxTasks()) {
            failed(new ConnectException("the connector made " + configs.size() + " tasks, but tasks.max is "
                    + maxTasks() + "; raise it, or set tasks.max.enforce to false"));
            return CompletableFuture.completedFuture(null);
        }
        return configs.equals(taskConfigs)
                ? fill(configs, false)
                : storeTasks(configs).thenCompose(s -> fill(configs, true));
    }

    private CompletableFuture<Void> storeTasks(List<Map<String, String>> configs) {
        List<Map<String, String>> before = taskConfigs;
        if (configs.equals(before)) {
            return CompletableFuture.completedFuture(null);
        }
        return ground.stores().putTasks(name, configs).thenRun(() -> {
            taskConfigs = List.copyOf(configs);
            for (int gone = configs.size(); gone < before.size(); gone++) {
                ground.stores().statuses().noTask(name, gone);
            }
        });
    }

    /** Runs a task for each config; those that run already are kept unless their configs are new. */
    private CompletableFuture<Void> fill(List<Map<String, String>> configs, boolean anew) {
        Ready with = ready;
        if (with == null || slots.size() == configs.size() && !anew) {
            return CompletableFuture.completedFuture(null);
        }
        boolean source = with.plugin().info().kind() == PluginKind.SOURCE;
        return slots.end().thenRunAsync(() -> slots.run(configs.size(), RestartPolicy.from(config), source), loop());
    }

    private int maxTasks() {
        try {
            return Math.max(
                    1,
                    Integer.parseInt(
                            config.getOrDefault(ConnectorKeys.TASKS_MAX, "1").trim()));
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private void failed(@Nullable Throwable raw) {
        Throwable why = raw == null ? null : Turns.plain(raw);
        Shape known = known();
        Secrets secrets = known == null ? Secrets.of(new ConfigDef(), config) : known.secrets(config);
        Throwable cause = why == null ? new ConnectException("unknown") : why;
        become(Condition.failed(secrets.scrub(OneLine.of(cause)), secrets.trace(cause)));
        LOG.warn("connector {} failed: {}", name, condition.error());
        if (target == TargetState.STARTED) {
            int mine = starts;
            backOff.fails(RestartPolicy.from(config), false, () -> startAgain(mine));
        }
    }

    private void startAgain(int mine) {
        turns.next(answer -> {
            if (mine != starts || !condition.isFailed() || target != TargetState.STARTED) {
                return CompletableFuture.completedFuture(null);
            }
            backOff.counts();
            become(Condition.of(State.RESTARTING));
            return endObject().thenComposeAsync(ended -> begin(), loop());
        });
    }

    private CompletableFuture<Void> end() {
        return Turns.all(List.of(slots.end(), endObject())).thenRunAsync(() -> {}, loop());
    }

    private CompletableFuture<Void> endObject() {
        starts++;
        backOff.cancels();
        ConnectorRunner old = runner;
        runner = null;
        if (old == null) {
            return CompletableFuture.completedFuture(null);
        }
        return old.stop(objectStarted, ground.grace()).exceptionally(failure -> {
            LOG.warn(
                    "connector {} did not stop as it should: {}",
                    name,
                    failure.getClass().getSimpleName());
            return null;
        });
    }

    private CompletableFuture<Void> tellUnassigned() {
        if (target == TargetState.STOPPED) {
            return CompletableFuture.completedFuture(null);
        }
        List<CompletableFuture<Void>> written = new ArrayList<>();
        written.add(ground.stores().statuses().connector(name, State.UNASSIGNED.name(), null, version()));
        for (int i = 0; i < taskConfigs.size(); i++) {
            written.add(ground.stores().statuses().task(name, i, State.UNASSIGNED.name(), null, version()));
        }
        return Turns.all(written);
    }

    private void forget() {
        forgetTopics();
        ground.stores().statuses().noConnector(name);
        for (int i = 0; i < taskConfigs.size(); i++) {
            ground.stores().statuses().noTask(name, i);
        }
    }

    private void become(Condition next) {
        condition = next;
        ground.stores().statuses().connector(name, next.state().name(), next.trace(), version());
    }

    private @Nullable String version() {
        Shape known = known();
        return known == null || known.version().isEmpty() ? null : known.version();
    }

    private @Nullable Shape known() {
        return shape.isCompletedExceptionally() ? null : shape.getNow(null);
    }

    private CompletableFuture<Shape> askShape() {
        Map<String, String> of = config;
        return ground.foreign()
                .call(() -> ground.validation().shape(of))
                .exceptionally(failure -> ground.validation().unknown(of));
    }

    // ---- its tasks ----

    @Override
    public TaskSpec spec(int number) {
        Ready with = ready;
        if (with == null) {
            throw new ConnectException("connector " + name + " has not started");
        }
        return new TaskSpec(
                name,
                number,
                with.plugin(),
                with.taskClass(),
                config,
                taskConfigs.get(number),
                target == TargetState.PAUSED,
                with.secrets());
    }

    @Override
    public void changed(int number, Condition now) {
        ground.stores().statuses().task(name, number, now.state().name(), now.trace(), version());
        if (now.isFailed()) {
            Slot slot = slot(number);
            long inMs = slot == null ? -1 : slot.view().restartInMs();
            LOG.error(
                    "task {}-{} failed: {} ({})",
                    name,
                    number,
                    now.error(),
                    inMs < 0 ? "it stays so until somebody restarts it" : "starts again in " + inMs + " ms");
        }
    }

    @Override
    public void uses(int number, String topic) {
        if (ground.tracksTopics() && topics.add(topic)) {
            ground.stores()
                    .statuses()
                    .uses(name, number, topic, ground.loop().clock().wallMs());
        }
    }

    @Override
    public void restartDue(Slot slot) {
        turns.next(answer -> slot(slot.number()) == slot && slot.condition().isFailed()
                ? slot.runAgain(false)
                : CompletableFuture.completedFuture(null));
    }

    // ---- turns ----

    private Executor loop() {
        return ground.loop()::execute;
    }

    /** What the object of one start wishes; an older one's wishes are not heard. */
    private final class Wished implements ConnectorRunner.Wishes {
        private final int mine;

        Wished(int mine) {
            this.mine = mine;
        }

        @Override
        public void newTasks() {
            ground.loop().execute(() -> {
                if (mine == starts && target == TargetState.STARTED) {
                    askTasks(mine);
                }
            });
        }

        @Override
        public void failed(Throwable why) {
            ground.loop().execute(() -> {
                if (mine == starts) {
                    Life.this.failed(why);
                }
            });
        }
    }
}
