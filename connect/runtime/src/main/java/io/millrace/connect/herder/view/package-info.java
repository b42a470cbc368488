/** Connectors and tasks as others see them. */
@NullMarked
package io.millrace.connect.herder.view;

import org.jspecify.annotations.NullMarked;
