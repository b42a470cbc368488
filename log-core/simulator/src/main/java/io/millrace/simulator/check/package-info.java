/** One invariant a file; each is told what happens and speaks up when it must not. */
@NullMarked
package io.millrace.simulator.check;

import org.jspecify.annotations.NullMarked;
