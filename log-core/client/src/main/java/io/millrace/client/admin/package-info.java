/** Topics, offsets and groups, administered. */
@NullMarked
package io.millrace.client.admin;

import org.jspecify.annotations.NullMarked;
