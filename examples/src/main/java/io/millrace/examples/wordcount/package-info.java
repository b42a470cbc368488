/** Word count in ten lines. */
@NullMarked
package io.millrace.examples.wordcount;

import org.jspecify.annotations.NullMarked;
