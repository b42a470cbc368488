/** What a connector's class says of its config: what is right, what is wrong, and what must not be seen. */
@NullMarked
package io.millrace.connect.herder.config;

import org.jspecify.annotations.NullMarked;
