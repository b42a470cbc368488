/** Ports and small words that every room shares: loops, clocks, transports, checks, configuration keys. No library. */
@NullMarked
package io.millrace.base;

import org.jspecify.annotations.NullMarked;
