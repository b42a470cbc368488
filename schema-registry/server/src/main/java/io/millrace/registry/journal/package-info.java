/** The registry's state, folded from its topic. */
@NullMarked
package io.millrace.registry.journal;

import org.jspecify.annotations.NullMarked;
