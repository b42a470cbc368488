/** How rows get into tables of one kind of database; PostgreSQL so far. */
@NullMarked
package io.millrace.connector.jdbc.dialect;

import org.jspecify.annotations.NullMarked;
