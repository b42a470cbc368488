/** Who leads what: routing and its refresh. */
@NullMarked
package io.millrace.client.metadata;

import org.jspecify.annotations.NullMarked;
