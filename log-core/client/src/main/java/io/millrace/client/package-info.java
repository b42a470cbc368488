/** The smart client's ground level: it works in batches, on any transport. */
@NullMarked
package io.millrace.client;

import org.jspecify.annotations.NullMarked;
