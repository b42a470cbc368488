/** Tables and streams that forget: compaction, tombstones, retention and deleted records, held against a model. */
@NullMarked
package io.millrace.simulator.keyed;

import org.jspecify.annotations.NullMarked;
