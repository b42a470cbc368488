/** Transactions: their life, and the calls to the node that keeps them. */
@NullMarked
package io.millrace.client.transact;

import org.jspecify.annotations.NullMarked;
