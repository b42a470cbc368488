/** Topics, partitions, configurations and producer ids as a pure state machine over the metadata log. */
@NullMarked
package io.millrace.coordinator.catalog;

import org.jspecify.annotations.NullMarked;
