/** One node: it wires loops, storage, coordinators and handlers, and serves them over TCP and in-process. */
@NullMarked
package io.millrace.broker;

import org.jspecify.annotations.NullMarked;
