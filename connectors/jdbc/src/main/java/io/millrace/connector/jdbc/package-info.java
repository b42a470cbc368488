/** Databases as sinks of records. */
@NullMarked
package io.millrace.connector.jdbc;

import org.jspecify.annotations.NullMarked;
