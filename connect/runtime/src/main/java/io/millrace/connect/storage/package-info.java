/** Config, offset and status topics in Kafka Connect's formats. */
@NullMarked
package io.millrace.connect.storage;

import org.jspecify.annotations.NullMarked;
