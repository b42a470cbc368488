package io.millrace.client.transact;

/**
 * By what the log tells this producer from its predecessors. <i>Immutable.</i>
 *
 * @param id -1 for none
 * @param epoch -1 for none
 */
public record ProducerId(long id, short epoch) {
    /** Not asked for yet. */
    public static final ProducerId NONE = new ProducerId(-1, (short) -1);
}
