/** The nodes that are compared, each in a process of its own. */
@NullMarked
package io.millrace.benchmarks.log.node;

import org.jspecify.annotations.NullMarked;
