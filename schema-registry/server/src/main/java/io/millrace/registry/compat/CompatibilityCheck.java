package io.millrace.registry.compat;

import io.millrace.registry.schema.Direction;
import io.millrace.registry.schema.Incompatibility;
import io.millrace.registry.schema.ParsedSchema;
import java.util.ArrayList;
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
                return new Verdict(level, found, version, older.canonical());
            }
        }
        return Verdict.compatible(level);
    }

    /** What stands between the two, in the directions of the level. */
    static List<Incompatibility> pair(Level level, ParsedSchema candidate, ParsedSchema older) {
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
        List<Incompatibility> found = new ArrayList<>();
        if (level.newReadsOld()) {
            found.addAll(candidate.unreadable(older, Direction.NEW_READS_OLD));
        }
        if (level.oldReadsNew()) {
            found.addAll(older.unreadable(candidate, Direction.OLD_READS_NEW));
        }
        return found;
    }
}
