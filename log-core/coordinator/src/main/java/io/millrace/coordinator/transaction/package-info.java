/**
 * Transactions (KIP-98, KIP-360, KIP-890): who may write under a transactional id, in which partitions, and whether it
 * counts. Pure.
 */
@NullMarked
package io.millrace.coordinator.transaction;

import org.jspecify.annotations.NullMarked;
