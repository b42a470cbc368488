/** Batch v2: a read-only cursor and an in-place writer over bytes, no object per record. */
@NullMarked
package io.millrace.wire.record;

import org.jspecify.annotations.NullMarked;
