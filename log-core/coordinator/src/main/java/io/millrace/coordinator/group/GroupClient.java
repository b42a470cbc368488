package io.millrace.coordinator.group;

/** Who speaks, for the group's description: its client id and its address as Kafka shows it, {@code /127.0.0.1}. */
public record GroupClient(String clientId, String host) {}
