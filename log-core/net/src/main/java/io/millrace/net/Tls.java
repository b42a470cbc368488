package io.millrace.net;

import javax.net.ssl.SSLEngine;

/** Makes the engines of TLS connections. <i>Any thread.</i> */
@FunctionalInterface
public interface Tls {
    /** An engine for the client's side of a connection to that host, by the name under which it was asked for. */
    SSLEngine engine(String host, int port);
}
