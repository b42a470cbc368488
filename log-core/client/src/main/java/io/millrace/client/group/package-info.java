/** Membership in classic groups, and committed offsets. */
@NullMarked
package io.millrace.client.group;

import org.jspecify.annotations.NullMarked;
