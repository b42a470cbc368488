/** Who runs which task: pure functions from subscriptions to assignments, and their bytes. */
@NullMarked
package io.millrace.streams.runtime.assign;

import org.jspecify.annotations.NullMarked;
