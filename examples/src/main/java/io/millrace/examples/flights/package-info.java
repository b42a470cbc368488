/** The flights job: delays by airport and day, on the public streams API. */
@NullMarked
package io.millrace.examples.flights;

import org.jspecify.annotations.NullMarked;
