/** Calls to nodes: connections, version negotiation, back-off, and the shapes of answers. */
@NullMarked
package io.millrace.client.call;

import org.jspecify.annotations.NullMarked;
