/** The port to files, and its two implementations: this machine's, and one in memory that forgets what was not synced. */
@NullMarked
package io.millrace.storage.disk;

import org.jspecify.annotations.NullMarked;
