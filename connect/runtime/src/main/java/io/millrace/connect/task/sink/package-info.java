/** From the log into a sink task. */
@NullMarked
package io.millrace.connect.task.sink;

import org.jspecify.annotations.NullMarked;
