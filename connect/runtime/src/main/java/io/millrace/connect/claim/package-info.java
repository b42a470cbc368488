/** Which worker of a group runs its connectors. */
@NullMarked
package io.millrace.connect.claim;

import org.jspecify.annotations.NullMarked;
