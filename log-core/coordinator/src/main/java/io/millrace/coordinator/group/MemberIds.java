package io.millrace.coordinator.group;

/** Where the unique part of a new member's id comes from: random in production, seeded in a simulated world. */
@FunctionalInterface
public interface MemberIds {
    /** Text that is never given twice, in the form of a UUID. */
    String next();
}
