/** The life of connectors: what should run, and what does. */
@NullMarked
package io.millrace.connect.herder;

import org.jspecify.annotations.NullMarked;
