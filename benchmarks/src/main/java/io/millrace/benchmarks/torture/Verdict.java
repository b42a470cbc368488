package io.millrace.benchmarks.torture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What a torture came to. <i>Immutable.</i>
 *
 * @param counts what was done, by name, in the order to print
 * @param anomalies what was not as promised; empty when all was
 */
record Verdict(long seed, Map<String, Long> counts, List<String> anomalies) {
    static Verdict of(
            long seed, int kills, History history, LogView log, List<Double> restartMs, List<String> anomalies) {
        Map<String, Long> counts = new LinkedHashMap<>();
        List<Writer> writers = history.writers();
        counts.put("kills", (long) kills);
        counts.put("client instances", (long) writers.size());
        counts.put(
                "records sent",
                writers.stream().mapToLong(writer -> writer.attempts().size()).sum());
        counts.put(
                "records acknowledged",
                writers.stream()
                        .flatMap(writer -> writer.attempts().stream())
                        .filter(Attempt::isAcknowledged)
                        .count());
        for (Writer.Fate fate : Writer.Fate.values()) {
            counts.put(
                    "transactions " + fate.name().toLowerCase(java.util.Locale.ROOT),
                    writers.stream().mapToLong(writer -> writer.count(fate)).sum());
        }
        history.processedByGroup().forEach((group, count) -> counts.put("records seen by " + group, count));
        counts.put(
                "records copied",
                log.committed().entrySet().stream()
                        .filter(each -> each.getKey().topic().equals(Torture.COPIES))
                        .map(Map.Entry::getValue)
                        .mapToLong(NavigableMap::size)
                        .sum());
        List<Double> sorted = restartMs.stream().sorted().toList();
        if (!sorted.isEmpty()) {
            counts.put("restart median ms", Math.round(sorted.get(sorted.size() / 2)));
            counts.put("restart longest ms", Math.round(sorted.get(sorted.size() - 1)));
        }
        counts.put("anomalies", (long) anomalies.size());
        return new Verdict(seed, counts, List.copyOf(anomalies));
    }
}
