/** A node in this JVM: Millrace.log(). */
@NullMarked
package io.millrace.embedded;

import org.jspecify.annotations.NullMarked;
