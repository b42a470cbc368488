/** Exactly-once copiers between two topics: transactions and groups of both protocols under everything that goes wrong. */
@NullMarked
package io.millrace.simulator.copy;

import org.jspecify.annotations.NullMarked;
