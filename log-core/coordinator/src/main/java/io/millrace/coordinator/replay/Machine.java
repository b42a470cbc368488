package io.millrace.coordinator.replay;

/** A state that is folded from records, and decides commands by what it has folded. <i>Loop-owned.</i> */
public interface Machine<R> {
    /** Takes one record into the state: when it was just decided, and again at every replay. Never fails. */
    void apply(R record);
}
