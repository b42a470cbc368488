package io.millrace.connect.herder.view;

/**
 * A task as it is now. <i>Immutable.</i>
 *
 * @param id its number
 * @param condition what it does
 * @param restarts how often it was started again since it last ran well
 * @param restartInMs until it is started again; -1 when it is not going to be
 * @param skipped records left out because errors are tolerated, since the task's start
 */
public record TaskView(int id, Condition condition, int restarts, long restartInMs, long skipped) {}
