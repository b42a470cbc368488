package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.draw.Drawing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void aSeriesSaysItsMiddleAndItsRange() {
        assertThat(new Series(List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2.0);
        assertThat(new Series(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
        assertThat(new Series(List.of(3.0, 1.0)).min()).isEqualTo(1.0);
        assertThat(new Series(List.of(3.0, 1.0)).max()).isEqualTo(3.0);
    }

    @Test
    void aRatioIsAboveOneWhereOursIsBetterWhicheverWayTheUnitCounts() {
        assertThat(figure(true, 200, 100).ratio("ours")).contains(2.0);
        assertThat(figure(false, 50, 100).ratio("ours")).contains(2.0);
        assertThat(figure(true, 200, 100).ratio("theirs")).isEmpty();
        assertThat(figure(true, 200, 0).ratio("ours")).isEmpty();
    }

    @Test
    void aMissedTargetStandsInTheTableAndInTheData() {
        Report report = new Report("toy", List.of(figure(true, 100, 100)), List.of("a note"));

        assertThat(report.text()).contains("1.50 missed").endsWith("a note");
        assertThat(report.data().toString()).contains("ratio=1.0").contains("reached=false");
    }

    @Test
    void aPageShowsTheDrawingsAndTheTable() {
        Figure figure = figure(true, 100, 100);
        Report report = new Report("toy", List.of(figure), List.of("repeat  ./millrace bench toy"));

        String page = report.page(List.of(new Drawing("toy-speed", "Speed", List.of(figure.panel()), report.notes())));

        assertThat(page).contains("![Speed](toy-speed.svg)", "- repeat: ./millrace bench toy");
        assertThat(page).contains("| speed | ours | 100.0 | 100.0 .. 100.0 | records/s | 1.00 | 1.50 missed |");
    }

    @Test
    void aDrawnBarIsMarkedWhereItShouldReachTo() {
        assertThat(figure(true, 100, 100).panel().bars().get(0).goal()).isEqualTo(150);
        assertThat(figure(false, 100, 300).panel().bars().get(0).goal()).isEqualTo(200);
        assertThat(figure(false, 100, 300).panel().bars().get(1).goal()).isNaN();
    }

    private static Figure figure(boolean higherIsBetter, double ours, double theirs) {
        Map<String, Series> values = new LinkedHashMap<>();
        values.put("ours", new Series(List.of(ours)));
        values.put("theirs", new Series(List.of(theirs)));
        return new Figure("speed", "records/s", higherIsBetter, "theirs", values, Map.of("ours", 1.5));
    }
}
