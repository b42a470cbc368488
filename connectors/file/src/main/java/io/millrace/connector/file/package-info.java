/** Files as sources of records. */
@NullMarked
package io.millrace.connector.file;

import org.jspecify.annotations.NullMarked;
