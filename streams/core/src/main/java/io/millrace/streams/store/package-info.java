/** Stores over key bytes: tables, panes, dirty cells. */
@NullMarked
package io.millrace.streams.store;

import org.jspecify.annotations.NullMarked;
