/** What loads a log: clients, and what slows disks and empties caches for all alike. */
@NullMarked
package io.millrace.benchmarks.log.tool;

import org.jspecify.annotations.NullMarked;
