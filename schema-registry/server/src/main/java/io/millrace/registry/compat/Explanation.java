package io.millrace.registry.compat;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.Incompatibility;
import java.util.List;

/**
 * Why a schema may not follow the versions of its subject, or what to look at where it may. <i>Immutable.</i>
 *
 * @param level what was asked for
 * @param compared how many versions the level looked at
 * @param clashes the versions that it clashes with, the newest first; empty when it may
 * @param passes the levels at which it may
 * @param lint what changed the meaning of data since the newest version, although the rules allow it
 */
public record Explanation(Level level, int compared, List<Clash> clashes, List<Level> passes, List<Finding> lint) {
    /**
     * A version that stands against it. <i>Immutable.</i>
     *
     * @param version its number
     * @param problems each with who cannot read whose data
     */
    public record Clash(int version, List<Problem> problems) {}

    /**
     * One problem. <i>Immutable.</i>
     *
     * @param direction who cannot read whose data
     * @param what which rule is broken where, and what would mend it
     */
    public record Problem(Direction direction, Incompatibility what) {}

    /** Whether nothing is against it. */
    public boolean isCompatible() {
        return clashes.isEmpty();
    }
}
