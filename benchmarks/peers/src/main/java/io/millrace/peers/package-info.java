/** Apache Kafka and its kin as child processes, each with a class path of its own: what we are compared with. */
@NullMarked
package io.millrace.peers;

import org.jspecify.annotations.NullMarked;
