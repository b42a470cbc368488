/** The schema registry as one thing to start and stop. */
@NullMarked
package io.millrace.registry;

import org.jspecify.annotations.NullMarked;
