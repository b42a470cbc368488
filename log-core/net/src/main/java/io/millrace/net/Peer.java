package io.millrace.net;

import io.millrace.base.Endpoint;

/**
 * The other end of a connection. <i>Immutable.</i>
 *
 * @param host its address
 * @param port its port
 * @param listener where it came in, with the port that is really bound
 */
public record Peer(String host, int port, Endpoint listener) {}
