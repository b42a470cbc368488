/** One handler an API, named as in the protocol. */
@NullMarked
package io.millrace.broker.api;

import org.jspecify.annotations.NullMarked;
