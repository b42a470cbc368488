/** The read-only web page of a process: its pipeline drawn live, its topics, connectors and subjects. */
@NullMarked
package io.millrace.platform.pages;

import org.jspecify.annotations.NullMarked;
