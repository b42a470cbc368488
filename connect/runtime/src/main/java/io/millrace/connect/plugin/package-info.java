/** Plug-ins found, and loaded each in its own class loader. */
@NullMarked
package io.millrace.connect.plugin;

import org.jspecify.annotations.NullMarked;
