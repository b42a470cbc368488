/** What a task is: its keys, its ports, its secrets. */
@NullMarked
package io.millrace.connect.task;

import org.jspecify.annotations.NullMarked;
