/** A client of a schema registry, with caches. */
@NullMarked
package io.millrace.registry.client;

import org.jspecify.annotations.NullMarked;
