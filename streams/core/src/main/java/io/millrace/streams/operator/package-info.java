/** One operator a file: the fused push chain. */
@NullMarked
package io.millrace.streams.operator;

import org.jspecify.annotations.NullMarked;
