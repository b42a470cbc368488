package io.millrace.coordinator.group;

/** Which groups may change their protocol while they have members: {@code group.consumer.migration.policy} (KIP-848). */
public enum MigrationPolicy {
    /** None. */
    DISABLED(false, false),
    /** Classic ones, when a member of the consumer protocol joins. */
    UPGRADE(true, false),
    /** Consumer groups, when their last member of the consumer protocol leaves. */
    DOWNGRADE(false, true),
    /** Both. */
    BIDIRECTIONAL(true, true);

    private final boolean upgrades;
    private final boolean downgrades;

    MigrationPolicy(boolean upgrades, boolean downgrades) {
        this.upgrades = upgrades;
        this.downgrades = downgrades;
    }

    boolean upgrades() {
        return upgrades;
    }

    boolean downgrades() {
        return downgrades;
    }
}
