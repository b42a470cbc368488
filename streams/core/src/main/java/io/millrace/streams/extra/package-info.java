/** What goes beyond Kafka Streams: jobs that use it do not port back. */
@NullMarked
package io.millrace.streams.extra;

import org.jspecify.annotations.NullMarked;
