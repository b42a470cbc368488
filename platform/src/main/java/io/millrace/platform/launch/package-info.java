/** Configuration, wiring of the parts, start and stop. */
@NullMarked
package io.millrace.platform.launch;

import org.jspecify.annotations.NullMarked;
