/** Transactions: the shell of their coordinators, the markers they write, and the requests about them. */
@NullMarked
package io.millrace.broker.transact;

import org.jspecify.annotations.NullMarked;
