/** Groups and their offsets as a pure state machine. */
@NullMarked
package io.millrace.coordinator.group;

import org.jspecify.annotations.NullMarked;
