/** Starting tasks. */
@NullMarked
package io.millrace.connect.task.run;

import org.jspecify.annotations.NullMarked;
