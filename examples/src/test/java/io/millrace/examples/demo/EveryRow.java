package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.flights.Delays;

/** The demo's result against the plain loops: every row of the table, and every total. */
final class EveryRow {
    private EveryRow() {}

    static void equals(DemoRun.Result result, PlainLoops expected) {
        assertThat(result.table().rows().keySet()).isEqualTo(expected.days.keySet());
        expected.days.forEach((key, day) -> {
            Delays delays = result.table().rows().get(key).delays();
            assertThat(delays.flights()).as(key).isEqualTo(day.flights);
            assertThat(delays.total()).as(key).isEqualTo(day.total);
            assertThat(delays.largest()).as(key).isEqualTo(day.largest);
            assertThat(delays.late()).as(key).isEqualTo(day.late);
        });
        assertThat(result.filtered()).isEqualTo(expected.filtered);
        assertThat(result.table().unknown()).isEqualTo(expected.unknown);
        assertThat(result.table().joined()).isEqualTo(expected.flights - expected.filtered - expected.unknown);
        assertThat(result.deadLetters()).isEqualTo(5);
    }
}
