package io.millrace.simulator.copy;

import io.millrace.simulator.check.Mark;
import io.millrace.simulator.check.Violation;
import io.millrace.simulator.copy.Deal.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Every transaction of a run, and every committed record that any reader was given; speaks up at what must not be. <i>Loop-owned.</i> */
final class Ledger {
    private final List<Deal> deals = new ArrayList<>();
    private final Map<Place, Found> places = new HashMap<>();
    private final Map<Copy, Long> offsets = new HashMap<>();
    private final Set<Integer> fenced = new TreeSet<>();

    private record Place(String topic, int partition, long offset) {}

    private record Copy(String topic, Mark mark) {}

    Deal begin(String who) {
        Deal deal = new Deal(deals.size(), who);
        deals.add(deal);
        return deal;
    }

    /** The application asks to commit. */
    void asked(Deal deal) {
        if (!fenced.contains(deal.number())) {
            deal.fate(Fate.IN_DOUBT);
        }
    }

    /** And was told that it is. */
    void committed(Deal deal) {
        if (fenced.contains(deal.number())) {
            throw new Violation("ZombiesAreFenced", deal + " is committed, though a newer producer had its id");
        }
        deal.fate(Fate.COMMITTED);
    }

    /** The application asks to abort; what it has asked to commit before may be committed all the same. */
    void aborted(Deal deal) {
        if (deal.fate() == Fate.OPEN) {
            deal.fate(Fate.ABORTED);
        }
    }

    /** A newer producer has the id of those from now on. */
    void fence(List<Deal> older) {
        for (Deal deal : older) {
            if (deal.fate() == Fate.OPEN) {
                fenced.add(deal.number());
                deal.fate(Fate.ABORTED);
            }
        }
    }

    /** Those of whom it is known what must be found. */
    List<Deal> settled() {
        return deals.stream()
                .filter(deal -> deal.fate() == Fate.COMMITTED || deal.fate() == Fate.ABORTED)
                .toList();
    }

    /** Whether none waits for its end. */
    boolean has(Fate fate) {
        return deals.stream().anyMatch(deal -> deal.fate() == fate);
    }

    /** A reader of what is committed was given the record. */
    void read(String reader, String topic, int partition, Found found) {
        String where = topic + "-" + partition;
        Found before = places.putIfAbsent(new Place(topic, partition, found.offset()), found);
        if (before != null && !before.equals(found)) {
            throw new Violation("OffsetsAreForever", where + " had " + before + " where " + reader + " finds " + found);
        }
        Deal deal = deals.get(found.deal());
        if (deal.fate() == Fate.ABORTED || deal.fate() == Fate.OPEN) {
            throw new Violation(
                    "NoAbortedRead",
                    reader + " is given " + found + " of " + where + ", but " + deal + " is " + deal.fate());
        }
        Long other = offsets.putIfAbsent(new Copy(topic, found.mark()), found.offset());
        if (other != null && other != found.offset()) {
            throw new Violation(
                    "ExactlyOnce",
                    found.mark() + " is committed at " + other + " and at " + found.offset() + " of " + where);
        }
    }

    /** What an audit found is held against the transactions. */
    void audited(Audit audit) {
        noTornTransaction(audit);
        commitsNotAhead(audit);
        copiesEqualInput(audit);
    }

    /** The run is over, and nothing is under way any more. */
    void ended(Audit audit) {
        audited(new Audit(List.copyOf(deals), audit.committed(), audit.output(), audit.input()));
        for (int i = 0; i < audit.input().size(); i++) {
            if (audit.output().get(i).size() != audit.input().get(i).size()) {
                throw new Violation(
                        "CopiesEqualInput",
                        "partition " + i + " has " + audit.input().get(i).size() + " records, of which "
                                + audit.output().get(i).size() + " were copied");
            }
        }
    }

    private static void noTornTransaction(Audit audit) {
        Map<Integer, Integer> counts = new HashMap<>();
        audit.output().forEach(records -> records.forEach(each -> counts.merge(each.deal(), 1, Integer::sum)));
        audit.input().forEach(records -> records.forEach(each -> counts.merge(each.deal(), 1, Integer::sum)));
        for (Deal deal : audit.settled()) {
            int seen = counts.getOrDefault(deal.number(), 0);
            int all = deal.marks().size();
            boolean whole = seen == all;
            boolean right = deal.fate() == Fate.COMMITTED ? whole : whole || seen == 0;
            if (!right) {
                throw new Violation(
                        "NoTornTransaction",
                        "of " + deal + ", " + deal.fate() + ", " + seen + " records of " + all + " are found");
            }
        }
    }

    private static void commitsNotAhead(Audit audit) {
        audit.committed().forEach((partition, position) -> {
            long below = audit.input().get(partition).stream()
                    .filter(each -> each.offset() < position)
                    .count();
            if (below > audit.output().get(partition).size()) {
                throw new Violation(
                        "CommitsNotAhead",
                        "partition " + partition + " is committed up to " + position + ", that is " + below
                                + " records, but copied are "
                                + audit.output().get(partition).size());
            }
        });
    }

    private static void copiesEqualInput(Audit audit) {
        for (int i = 0; i < audit.output().size(); i++) {
            List<Found> output = audit.output().get(i);
            List<Found> input = audit.input().get(i);
            for (int j = 0; j < output.size(); j++) {
                if (j >= input.size()
                        || !input.get(j).mark().equals(output.get(j).mark())) {
                    throw new Violation(
                            "CopiesEqualInput",
                            "copy " + j + " of partition " + i + " is "
                                    + output.get(j).mark() + ", the input has there "
                                    + (j < input.size() ? input.get(j).mark() : "nothing"));
                }
            }
        }
    }
}
