package io.millrace.connect.task.flow;

/** Where on its way a record was; the names are those of Kafka Connect's error headers. */
public enum Stage {
    /** The task's start. */
    TASK_START("start"),
    /** The source task's poll. */
    TASK_POLL("poll"),
    /** The sink task's put. */
    TASK_PUT("put"),
    /** The sink task's flush. */
    TASK_FLUSH("flush"),
    /** A transformation or its predicate. */
    TRANSFORMATION("transformation"),
    /** Keys. */
    KEY_CONVERTER("key converter"),
    /** Values. */
    VALUE_CONVERTER("value converter"),
    /** Headers. */
    HEADER_CONVERTER("header converter"),
    /** Writing to the log. */
    KAFKA_PRODUCE("write to the log"),
    /** Reading from the log. */
    KAFKA_CONSUME("read from the log");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    /** As people say it. */
    public String words() {
        return words;
    }
}
