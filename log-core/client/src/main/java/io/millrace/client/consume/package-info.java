/** Fetched slices and the cursor over their records. */
@NullMarked
package io.millrace.client.consume;

import org.jspecify.annotations.NullMarked;
