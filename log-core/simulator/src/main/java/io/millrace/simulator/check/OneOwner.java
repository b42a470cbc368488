package io.millrace.simulator.check;

import java.util.HashMap;
import java.util.Map;

/** In one generation of the group a partition has one owner, and a member's generations grow. */
final class OneOwner implements Invariant {
    private final Map<Share, String> owners = new HashMap<>();
    private final Map<String, Integer> generations = new HashMap<>();

    private record Share(int generation, int partition) {}

    @Override
    public void assigned(String member, int generation, int partition, long position) {
        String other = owners.putIfAbsent(new Share(generation, partition), member);
        if (other != null && !other.equals(member)) {
            throw new Violation(
                    "OneOwner",
                    "partition " + partition + " in generation " + generation + " belongs to " + other + " and "
                            + member);
        }
        int before = generations.merge(member, generation, Math::max);
        if (before > generation) {
            throw new Violation("OneOwner", member + " went from generation " + before + " to " + generation);
        }
    }
}
