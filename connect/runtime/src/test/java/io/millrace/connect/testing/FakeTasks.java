package io.millrace.connect.testing;

import io.millrace.connect.herder.TaskStarter;
import io.millrace.connect.task.RunningTask;
import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tasks without threads, that do what a test says. */
public final class FakeTasks implements TaskStarter {
    private final Map<String, Fake> running = new ConcurrentHashMap<>();
    private final List<String> started = new CopyOnWriteArrayList<>();

    @Override
    public RunningTask start(boolean source, TaskSpec spec, TaskListener listener) {
        Fake fake = new Fake(spec, listener);
        running.put(spec.id(), fake);
        started.add(spec.id());
        listener.started();
        if (spec.paused()) {
            listener.paused();
        }
        return fake;
    }

    /** The task of that id, if it runs. */
    public Fake task(String id) {
        return running.get(id);
    }

    /** How often the task was started. */
    public long starts(String id) {
        return started.stream().filter(id::equals).count();
    }

    /** One of them. */
    public final class Fake implements RunningTask {
        private final TaskSpec spec;
        private final TaskListener listener;

        Fake(TaskSpec spec, TaskListener listener) {
            this.spec = spec;
            this.listener = listener;
        }

        /** What it was started with. */
        public TaskSpec spec() {
            return spec;
        }

        /** Tells the runtime. */
        public TaskListener listener() {
            return listener;
        }

        @Override
        public void pause() {
            listener.paused();
        }

        @Override
        public void resume() {
            listener.resumed();
        }

        @Override
        public CompletableFuture<Void> stop(Duration grace) {
            running.remove(spec.id(), this);
            listener.stopped();
            return CompletableFuture.completedFuture(null);
        }
    }
}
