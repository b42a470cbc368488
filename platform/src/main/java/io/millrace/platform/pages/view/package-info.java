/** What the page shows, made of what was asked: pure. */
@NullMarked
package io.millrace.platform.pages.view;

import org.jspecify.annotations.NullMarked;
