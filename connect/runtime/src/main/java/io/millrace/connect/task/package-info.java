/** Running tasks: source and sink loops, transformations, errors. */
@NullMarked
package io.millrace.connect.task;

import org.jspecify.annotations.NullMarked;
