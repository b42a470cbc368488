/** One task's pure step: records in, records and state changes out. */
@NullMarked
package io.millrace.streams.task;

import org.jspecify.annotations.NullMarked;
