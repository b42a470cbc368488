package io.millrace.broker.api;

/** Who this node is. <i>Immutable.</i> */
public record Node(int id, String clusterId) {}
