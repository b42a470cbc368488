/** The requests of administrators that are about the node and its configuration. What one node has not, it says so. */
@NullMarked
package io.millrace.broker.admin;

import org.jspecify.annotations.NullMarked;
