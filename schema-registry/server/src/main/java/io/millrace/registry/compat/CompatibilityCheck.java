package io.millrace.registry.compat;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Finding;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntFunction;

/** Compares a candidate with the older versions of its subject, as the level asks. Pure. */
public final class CompatibilityCheck {
    private CompatibilityCheck() {}

    /**
     * Compares with the newest, and with the others too when the level is transitive; the first that clashes is named.
     *
     * @param newestFirst numbers of the live versions
     * @param parsed parses one of them; asked for those that count, only
     */
    public static Verdict check(
            Level level, ParsedSchema candidate, List<Integer> newestFirst, IntFunction<ParsedSchema> parsed) {
        if (level == Level.NONE || newestFirst.isEmpty()) {
            return Verdict.compatible(level);
        }
        for (int version : level.transitive() ? newestFirst : newestFirst.subList(0, 1)) {
            ParsedSchema older = parsed.apply(version);
            List<Incompatibility> found = pair(level, candidate, older);
            if (!found.isEmpty()) {
                return new Verdict(level, candidate.type(), null, found, version, older.canonical());
            }
        }
        return Verdict.compatible(level);
    }

    /**
     * Compares with all versions that the level asks for, and with all there are to say which levels would pass.
     *
     * @param newestFirst numbers of the live versions
     * @param parsed parses one of them
     */
    public static Explanation explain(
            Level level, ParsedSchema candidate, List<Integer> newestFirst, IntFunction<ParsedSchema> parsed) {
        List<Explanation.Clash> clashes = new ArrayList<>();
        EnumSet<Level> passes = EnumSet.allOf(Level.class);
        for (int i = 0; i < newestFirst.size(); i++) {
            ParsedSchema older = parsed.apply(newestFirst.get(i));
            List<Incompatibility> backward = found(candidate, older, Direction.NEW_READS_OLD);
            List<Incompatibility> forward = found(candidate, older, Direction.OLD_READS_NEW);
            boolean newest = i == 0;
            passes.removeIf(each -> (newest || each.transitive())
                    && (each.newReadsOld() && !backward.isEmpty() || each.oldReadsNew() && !forward.isEmpty()));
            if (newest || level.transitive()) {
                List<Explanation.Problem> problems = new ArrayList<>();
                if (level.newReadsOld()) {
                    backward.forEach(each -> problems.add(new Explanation.Problem(Direction.NEW_READS_OLD, each)));
                }
                if (level.oldReadsNew()) {
                    forward.forEach(each -> problems.add(new Explanation.Problem(Direction.OLD_READS_NEW, each)));
                }
                if (!problems.isEmpty()) {
                    clashes.add(new Explanation.Clash(newestFirst.get(i), problems));
                }
            }
        }
        List<Finding> lint = newestFirst.isEmpty() ? List.of() : lint(candidate, parsed.apply(newestFirst.get(0)));
        int compared =
                level == Level.NONE ? 0 : level.transitive() ? newestFirst.size() : Math.min(1, newestFirst.size());
        return new Explanation(level, compared, clashes, List.copyOf(passes), lint);
    }

    private static List<Finding> lint(ParsedSchema candidate, ParsedSchema newest) {
        return candidate.type().equals(newest.type()) ? candidate.lint(newest) : List.of();
    }

    /** What stands between the two, in the directions of the level. */
    static List<Incompatibility> pair(Level level, ParsedSchema candidate, ParsedSchema older) {
        List<Incompatibility> found = new ArrayList<>();
        if (level.newReadsOld()) {
            found.addAll(found(candidate, older, Direction.NEW_READS_OLD));
        }
        // Of two types it is enough to say it once.
        if (level.oldReadsNew() && (found.isEmpty() || candidate.type().equals(older.type()))) {
            found.addAll(found(candidate, older, Direction.OLD_READS_NEW));
        }
        return found;
    }

    private static List<Incompatibility> found(ParsedSchema candidate, ParsedSchema older, Direction direction) {
        if (!candidate.type().equals(older.type())) {
            return List.of(new Incompatibility(
                    "SCHEMA_TYPE_CHANGED",
                    "The new schema is of type " + candidate.type() + ", the old schema of type " + older.type(),
                    candidate.type(),
                    "",
                    candidate.type(),
                    older.type(),
                    "register it under another subject"));
        }
        return direction == Direction.NEW_READS_OLD
                ? candidate.unreadable(older, direction)
                : older.unreadable(candidate, direction);
    }
}
