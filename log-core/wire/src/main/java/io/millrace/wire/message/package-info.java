/** The protocol's requests, responses and internal records: parsing, writing, versions. The only room that knows kafka-clients' internal codecs. */
@NullMarked
package io.millrace.wire.message;

import org.jspecify.annotations.NullMarked;
