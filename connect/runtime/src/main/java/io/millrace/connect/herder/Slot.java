package io.millrace.connect.herder;

import io.millrace.base.Loop.Timer;
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
    private Condition condition = Condition.of(State.UNASSIGNED);
    private @Nullable Run run;
    private @Nullable Timer restart;
    private long restartAtNanos;
    private int restarts;

    Slot(Ground ground, Home home, int number, RestartPolicy policy, boolean source) {
        this.ground = ground;
        this.home = home;
        this.number = number;
        this.policy = policy;
        this.source = source;
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

    TaskView view(long nowNanos) {
        Run running = run;
        long left = restart == null ? -1 : Math.max(0, (restartAtNanos - nowNanos) / 1_000_000);
        return new TaskView(number, condition, restarts, left, running == null ? 0 : running.skipped);
    }

    /** Starts it; what goes wrong is told by a change to FAILED. */
    void run() {
        cancelRestart();
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
        restarts = byPerson ? 0 : restarts + 1;
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
        cancelRestart();
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

    private void ended(Run by, Condition why) {
        boolean ranWell = by.startedAtNanos != 0
                && ground.loop().clock().nanos() - by.startedAtNanos > policy.maxDelayMs() * 1_000_000;
        if (ranWell) {
            restarts = 0;
        }
        become(why);
        if (policy.max() < 0 || restarts < policy.max()) {
            long delayMs = policy.delayMs(restarts);
            // Tasks that fell together, as with their database, need not all come back at once.
            delayMs += ground.rng().nextInt((int) Math.min(Integer.MAX_VALUE, delayMs / 5 + 1));
            restartAtNanos = ground.loop().clock().nanos() + delayMs * 1_000_000;
            restart = ground.loop().schedule(delayMs, () -> {
                restart = null;
                home.restartDue(this);
            });
        }
    }

    private void cancelRestart() {
        Timer planned = restart;
        if (planned != null) {
            planned.cancel();
            restart = null;
        }
    }

    /** One run, as its task tells it. Only the current one counts. */
    private final class Run implements TaskListener {
        @Nullable
        RunningTask task;

        long startedAtNanos;
        long skipped;

        @Override
        public void started() {
            told(() -> {
                startedAtNanos = ground.loop().clock().nanos();
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
            told(() -> ended(this, Condition.failed(oneLine, trace)));
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
