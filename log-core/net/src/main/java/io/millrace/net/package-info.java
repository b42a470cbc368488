/** Netty: event loops, the TCP server with back-pressure, and the TCP transport. */
@NullMarked
package io.millrace.net;

import org.jspecify.annotations.NullMarked;
