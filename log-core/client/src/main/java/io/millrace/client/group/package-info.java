/** Membership in groups of either protocol, and committed offsets. */
@NullMarked
package io.millrace.client.group;

import org.jspecify.annotations.NullMarked;
