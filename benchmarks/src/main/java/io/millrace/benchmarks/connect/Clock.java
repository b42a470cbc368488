package io.millrace.benchmarks.connect;

import io.millrace.benchmarks.Sheet;
import io.millrace.benchmarks.Sheet.Kind;
import io.millrace.benchmarks.Turns;
import io.millrace.peers.Child;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one run of a connector took: time, and the CPU of the worker and of all. One thread. */
final class Clock {
    private static final long SETTLE_MS = 250;
    private static final double TARGET = 5;

    private final Site site;
    private final long began = System.nanoTime();
    private final double allBefore;
    private final double aloneBefore;
    private double wallS;
    private double allS;
    private double aloneS;

    private Clock(Site site) {
        this.site = site;
        this.allBefore = cpu(site.processes());
        this.aloneBefore = cpu(site.workerAlone());
    }

    /** Begins now. */
    static Clock start(Site site) {
        return new Clock(site);
    }

    /** The work is done; CPU is taken a moment later, so that what was left for later counts. */
    void stop() {
        wallS = (System.nanoTime() - began) / 1e9;
        Turns.pause(SETTLE_MS);
        allS = cpu(site.processes()) - allBefore;
        aloneS = cpu(site.workerAlone()) - aloneBefore;
    }

    /** For the table. */
    void addTo(Sheet sheet, String what, long rows) {
        if (!site.workerAlone().isEmpty()) {
            sheet.add(kind(what + ", CPU of the worker alone", "rows/CPU s", Site.APART), site.name(), rows / aloneS);
        }
        sheet.add(kind(what + ", CPU of worker and log", "rows/CPU s", Site.TOGETHER), site.name(), rows / allS);
        sheet.add(new Kind(what + ", time", "rows/s", true, Map.of(), Map.of()), site.name(), rows / wallS);
    }

    /** For the progress. */
    String line(long rows) {
        return String.format(
                Locale.ROOT,
                "%-22s %6.2f s, CPU of all %6.2f s%s, %,.0f rows/CPU s",
                site.name(),
                wallS,
                allS,
                site.workerAlone().isEmpty() ? "" : String.format(Locale.ROOT, ", of the worker %6.2f s", aloneS),
                rows / (site.workerAlone().isEmpty() ? allS : aloneS));
    }

    private static Kind kind(String name, String unit, String target) {
        return new Kind(name, unit, true, Map.of(target, TARGET), Map.of());
    }

    private static double cpu(List<Child> processes) {
        return processes.stream().mapToDouble(child -> child.cpuNanos() / 1e9).sum();
    }
}
