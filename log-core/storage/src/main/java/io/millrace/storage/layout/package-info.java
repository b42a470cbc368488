/** The small files beside the segments: whose directory it is, what is durable, who the topics are. */
@NullMarked
package io.millrace.storage.layout;

import org.jspecify.annotations.NullMarked;
