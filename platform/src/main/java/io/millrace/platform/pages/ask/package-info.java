/** Asks the log, the registry and the worker what the page shows. */
@NullMarked
package io.millrace.platform.pages.ask;

import org.jspecify.annotations.NullMarked;
