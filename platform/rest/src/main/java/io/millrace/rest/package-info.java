/** The one HTTP server of a process and what each of its parts must check before it takes a write. */
@NullMarked
package io.millrace.rest;

import org.jspecify.annotations.NullMarked;
