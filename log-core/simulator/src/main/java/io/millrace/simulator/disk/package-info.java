/** The node's disk, which loses its power in the midst of any operation. */
@NullMarked
package io.millrace.simulator.disk;

import org.jspecify.annotations.NullMarked;
