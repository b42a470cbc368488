package io.millrace.connect.herder;

import io.millrace.connect.herder.view.Condition;
import io.millrace.connect.herder.view.State;
import io.millrace.connect.herder.view.TaskView;
import io.millrace.connect.task.RestartPolicy;
import io.millrace.connect.task.RunningTask;
import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The place of one task, which outlives its runs:
 *
 * <pre>
 * UNASSIGNED --started--> RUNNING &lt;--pause, resume--> PAUSED;  any --failed--> FAILED --back-off--> UNASSIGNED
 * </pre>
 *
 * <i>Loop-owned.</i>
 */
final class Slot {
    private final Ground ground;
    private final Home home;
    private final int number;
    private final RestartPolicy policy;
    private final boolean source;
    private final BackOff backOff;
    private Condition condition = Condition.of(State.UNASSIGNED);
    private @Nullable Run run;

    Slot(Ground ground, Home home, int number, RestartPolicy policy, boolean source) {
        this.ground = ground;
        this.home = home;
        this.number = number;
        this.policy = policy;
        this.source = source;
        this.backOff = new BackOff(ground);
    }

    /** The connector that it is a task of. */
    interface Home {
        TaskSpec spec(int number);

        void changed(int number, Condition condition);

        void uses(int number, String topic);

        /** The pause after a failure is over; {@link Slot#runAgain} follows in its turn. */
        void restartDue(Slot slot);
    }

    int number() {
        return number;
    }

    Condition condition() {
        return condition;
    }

    TaskView view() {
        Run running = run;
        return new TaskView(
                number, condition, backOff.restarts(), backOff.leftMs(), running == null ? 0 : running.skipped);
    }

    /** Starts it; what goes wrong is told by a change to FAILED. */
    void run() {
        backOff.cancels();
        Run next = new Run();
        run = next;
        become(Condition.of(State.UNASSIGNED));
        TaskSpec spec = home.spec(number);
        try {
            next.task = ground.tasks().start(source, spec, next);
        } catch (RuntimeException e) {
            // A value that a client's key does not take: only the start reads those.
            String line = spec.secrets().scrub(String.valueOf(e.getMessage()));
            next.failed(e, line, spec.secrets().trace(e));
        }
    }

    /** After a failure; by a person it counts as the first run. */
    CompletableFuture<Void> runAgain(boolean byPerson) {
        if (byPerson) {
            backOff.forgets();
        } else {
            backOff.counts();
        }
        become(Condition.of(State.RESTARTING));
        return stop().thenRunAsync(this::run, ground.loop()::execute);
    }

    void pause() {
        Run running = run;
        if (running != null && running.task != null) {
            running.task.pause();
        }
    }

    void resume() {
        Run running = run;
        if (running != null && running.task != null) {
            running.task.resume();
        }
    }

    /** Completes when its thread is gone or given up. */
    CompletableFuture<Void> stop() {
        backOff.cancels();
        Run running = run;
        run = null;
        return running == null || running.task == null
                ? CompletableFuture.completedFuture(null)
                : running.task.stop(ground.grace()).exceptionally(failure -> null);
    }

    void show(State state) {
        become(Condition.of(state));
    }

    private void become(Condition next) {
        condition = next;
        home.changed(number, next);
    }

    private void ended(Condition why) {
        backOff.fails(policy, true, () -> home.restartDue(this));
        become(why);
    }

    /** One run, as its task tells it. Only the current one counts. */
    private final class Run implements TaskListener {
        @Nullable
        RunningTask task;

        long skipped;

        @Override
        public void started() {
            told(() -> {
                backOff.runs();
                become(Condition.of(State.RUNNING));
            });
        }

        @Override
        public void paused() {
            told(() -> become(Condition.of(State.PAUSED)));
        }

        @Override
        public void resumed() {
            told(() -> become(Condition.of(State.RUNNING)));
        }

        @Override
        public void failed(Throwable why, String oneLine, String trace) {
            told(() -> ended(Condition.failed(oneLine, trace)));
        }

        @Override
        public void stopped() {}

        @Override
        public void touched(String topic) {
            told(() -> home.uses(number, topic));
        }

        @Override
        public void skipped(String oneLine) {
            told(() -> skipped++);
        }

        private void told(Runnable event) {
            ground.loop().execute(() -> {
                if (run == this) {
                    event.run();
                }
            });
        }
    }
}
