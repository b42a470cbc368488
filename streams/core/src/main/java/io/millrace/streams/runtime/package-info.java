/** Threads, membership, restore and commit: the engine's rim. */
@NullMarked
package io.millrace.streams.runtime;

import org.jspecify.annotations.NullMarked;
