package io.millrace.simulator.copy;

import java.util.List;
import java.util.Map;

/**
 * What one audit found, in the order in which it asked. <i>Immutable.</i>
 *
 * @param settled transactions whose fate was known when it began
 * @param committed the group's positions, by partition
 * @param output committed records of each partition
 * @param input committed records of each partition
 */
record Audit(List<Deal> settled, Map<Integer, Long> committed, List<List<Found>> output, List<List<Found>> input) {}
