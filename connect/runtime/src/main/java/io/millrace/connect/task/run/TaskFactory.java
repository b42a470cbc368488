package io.millrace.connect.task.run;

import io.millrace.client.ClientThread;
import io.millrace.connect.plugin.Plugins;
import io.millrace.connect.task.OffsetStore;
import io.millrace.connect.task.RunningTask;
import io.millrace.connect.task.TaskDefaults;
import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;

/** Starts tasks. <i>Any thread.</i> */
public final class TaskFactory {
    private final Plugins plugins;
    private final ClientThread client;
    private final TaskDefaults defaults;

    /** The client's thread is shared by all tasks and stays the caller's. */
    public TaskFactory(Plugins plugins, ClientThread client, TaskDefaults defaults) {
        this.plugins = plugins;
        this.client = client;
        this.defaults = defaults;
    }

    /** Starts a source task; what fails, even at once, is told to the listener. */
    public RunningTask startSource(TaskSpec spec, OffsetStore offsets, TaskListener listener) {
        throw new UnsupportedOperationException("not yet " + plugins + client + defaults);
    }

    /** Starts a sink task; what fails, even at once, is told to the listener. */
    public RunningTask startSink(TaskSpec spec, TaskListener listener) {
        throw new UnsupportedOperationException("not yet");
    }
}
