/** Connections that delay, break and go silent, with the real encoding between client and node. */
@NullMarked
package io.millrace.simulator.network;

import org.jspecify.annotations.NullMarked;
