package io.millrace.connect.herder;

import io.millrace.connect.task.RunningTask;
import io.millrace.connect.task.TaskListener;
import io.millrace.connect.task.TaskSpec;

/** Starts a task; what fails, even at once, is told to the listener. <i>Any thread.</i> */
@FunctionalInterface
public interface TaskStarter {
    /** A source's, or a sink's. */
    RunningTask start(boolean source, TaskSpec spec, TaskListener listener);
}
