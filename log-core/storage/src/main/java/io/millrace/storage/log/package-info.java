/** One partition's log over journal, segments and the tail in memory. */
@NullMarked
package io.millrace.storage.log;

import org.jspecify.annotations.NullMarked;
