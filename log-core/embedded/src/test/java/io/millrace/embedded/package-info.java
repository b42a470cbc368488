/** The log as its users meet it: stock clients over TCP, raw frames, crashes. */
@NullMarked
package io.millrace.embedded;

import org.jspecify.annotations.NullMarked;
