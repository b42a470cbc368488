package io.millrace.simulator.check;

/**
 * Which record this is, written into its value, so that it is known wherever it turns up. <i>Immutable.</i>
 *
 * @param producer who wrote it
 * @param incarnation which of its appenders, from 0
 * @param number how many it wrote before
 * @param partition where it was meant to go
 */
public record Mark(int producer, int incarnation, int number, int partition) {
    @Override
    public String toString() {
        return "p" + producer + (incarnation == 0 ? "" : "." + incarnation) + "#" + number;
    }
}
