/** The shells of the pure coordinators: each gives one its partition, its timers and its loop. */
@NullMarked
package io.millrace.broker.coordinate;

import org.jspecify.annotations.NullMarked;
