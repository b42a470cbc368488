/** The node-wide write-ahead journal: one sync for all that arrived meanwhile. */
@NullMarked
package io.millrace.storage.journal;

import org.jspecify.annotations.NullMarked;
