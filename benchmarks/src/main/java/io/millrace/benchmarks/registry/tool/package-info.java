/** What runs in processes of its own: serdes and clients, each measured by itself. */
@NullMarked
package io.millrace.benchmarks.registry.tool;

import org.jspecify.annotations.NullMarked;
