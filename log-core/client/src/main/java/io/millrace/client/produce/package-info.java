/** Batches built in place and appended idempotently. */
@NullMarked
package io.millrace.client.produce;

import org.jspecify.annotations.NullMarked;
