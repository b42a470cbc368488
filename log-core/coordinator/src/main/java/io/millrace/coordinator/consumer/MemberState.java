package io.millrace.coordinator.consumer;

/** Where a member stands in its reconciliation, by the number that is stored. */
enum MemberState {
    /** It has what it shall have at its epoch. */
    STABLE(0),
    /** It was told to give up partitions, and has not said that it did. */
    UNREVOKED_PARTITIONS(1),
    /** It waits for partitions that others have not given up. */
    UNRELEASED_PARTITIONS(2),
    /** Another version of the software stored something else. */
    UNKNOWN(127);

    private final byte number;

    MemberState(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }

    static MemberState of(byte number) {
        for (MemberState each : values()) {
            if (each.number == number) {
                return each;
            }
        }
        return UNKNOWN;
    }
}
