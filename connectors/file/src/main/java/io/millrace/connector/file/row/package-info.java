/** Bytes into rows, rows into values of Connect: no file, no clock, no thread. */
@NullMarked
package io.millrace.connector.file.row;

import org.jspecify.annotations.NullMarked;
