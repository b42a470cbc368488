/** What a seed makes of a run: its options, the node, its clients, the faults, and the end. */
@NullMarked
package io.millrace.simulator.scenario;

import org.jspecify.annotations.NullMarked;
