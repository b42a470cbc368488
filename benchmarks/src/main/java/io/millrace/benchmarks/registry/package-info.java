/** Calls to the schema registry, and what each costs it. */
@NullMarked
package io.millrace.benchmarks.registry;

import org.jspecify.annotations.NullMarked;
