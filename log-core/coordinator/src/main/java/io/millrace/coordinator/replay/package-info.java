/**
 * Decide, append, apply, answer when committed: one runtime for every coordinator.
 *
 * <p>A {@link io.millrace.coordinator.replay.Machine} decides commands and applies records; {@link
 * io.millrace.coordinator.replay.Replicated} appends what was decided to a {@link
 * io.millrace.coordinator.replay.CommitLog}, applies it at once and lets the answer out when the log says that it is
 * committed. The shell that owns the partition feeds it: {@code replay(..)} for every record found in the log, {@code
 * loaded()}, then {@code committed(offset)} whenever the durable offset (later: the high watermark) moves, and {@code
 * resign()} when leadership or the disk is lost.
 */
@NullMarked
package io.millrace.coordinator.replay;

import org.jspecify.annotations.NullMarked;
