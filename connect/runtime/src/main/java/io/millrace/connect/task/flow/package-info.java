/** What each record goes through: converters, transformations, tolerance. */
@NullMarked
package io.millrace.connect.task.flow;

import org.jspecify.annotations.NullMarked;
