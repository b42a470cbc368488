/** Fetch sessions: what a client fetches again and again, named once. */
@NullMarked
package io.millrace.broker.session;

import org.jspecify.annotations.NullMarked;
