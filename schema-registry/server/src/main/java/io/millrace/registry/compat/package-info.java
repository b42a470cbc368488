/** Whether readers and writers of two schemas understand each other: pure rules. */
@NullMarked
package io.millrace.registry.compat;

import org.jspecify.annotations.NullMarked;
