/** Decide, append, apply, answer when committed: one runtime for every coordinator. */
@NullMarked
package io.millrace.coordinator.replay;

import org.jspecify.annotations.NullMarked;
