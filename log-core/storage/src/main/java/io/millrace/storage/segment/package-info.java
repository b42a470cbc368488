/** Segment files and their sparse indexes, in Apache Kafka's format. */
@NullMarked
package io.millrace.storage.segment;

import org.jspecify.annotations.NullMarked;
