/** What a consumer reads: topics by name or by pattern, as a member of a group, or the partitions it is given. */
@NullMarked
package io.millrace.client.kafka.subscription;

import org.jspecify.annotations.NullMarked;
