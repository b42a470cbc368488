/** The worker as one thing to start and stop. */
@NullMarked
package io.millrace.connect;

import org.jspecify.annotations.NullMarked;
