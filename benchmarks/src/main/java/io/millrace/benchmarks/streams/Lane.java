package io.millrace.benchmarks.streams;

/** What runs a job. <i>Immutable.</i> */
enum Lane {
    EMBEDDED("Millrace, log in the process"),
    ON_KAFKA("Millrace on Apache Kafka"),
    KAFKA_STREAMS("Kafka Streams on Apache Kafka");

    private final String label;

    Lane(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
