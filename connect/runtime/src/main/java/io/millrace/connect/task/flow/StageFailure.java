package io.millrace.connect.task.flow;

import org.apache.kafka.connect.errors.ConnectException;

/** What went wrong with a record or a task, and where. */
public final class StageFailure extends ConnectException {
    private final Stage stage;
    private final String actor;
    private final String place;

    /**
     * With its circumstances.
     *
     * @param actor class name of who failed
     * @param place topic, partition and offset or the source's position; empty for none
     */
    public StageFailure(Stage stage, String actor, String place, Throwable cause) {
        super(OneLine.of(stage.words(), actor, place, cause), cause);
        this.stage = stage;
        this.actor = actor;
        this.place = place;
    }

    /** Where on its way. */
    public Stage stage() {
        return stage;
    }

    /** Class name of who failed. */
    public String actor() {
        return actor;
    }

    /** The same at that place. */
    public StageFailure at(String where) {
        return new StageFailure(stage, actor, where, why());
    }

    /** Whether the place is known. */
    public boolean placed() {
        return !place.isEmpty();
    }

    /** What was thrown. */
    public Throwable why() {
        Throwable cause = getCause();
        return cause == null ? this : cause;
    }
}
