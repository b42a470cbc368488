package io.millrace.simulator.copy;

import io.millrace.simulator.check.Mark;

/**
 * A record that a reader of what is committed was given. <i>Immutable.</i>
 *
 * @param offset where it lies
 * @param deal number of the transaction that wrote it
 * @param mark which it is
 */
record Found(long offset, int deal, Mark mark) {}
