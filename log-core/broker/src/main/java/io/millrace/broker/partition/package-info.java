/** One partition's live state, owned by its loop. */
@NullMarked
package io.millrace.broker.partition;

import org.jspecify.annotations.NullMarked;
