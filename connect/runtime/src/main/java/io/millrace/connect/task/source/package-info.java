/** From a source task into the log. */
@NullMarked
package io.millrace.connect.task.source;

import org.jspecify.annotations.NullMarked;
