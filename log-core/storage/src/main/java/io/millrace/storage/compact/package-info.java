/** The cleaner: of each key of a compacted log the newest record stays. Decisions are pure; files are the log's own. */
@NullMarked
package io.millrace.storage.compact;

import org.jspecify.annotations.NullMarked;
