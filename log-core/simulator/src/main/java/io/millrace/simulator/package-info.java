/** A seeded world: virtual loops and clock, a lossy transport, a torn disk, and the invariants that must hold in it. */
@NullMarked
package io.millrace.simulator;

import org.jspecify.annotations.NullMarked;
