package io.millrace.platform.pages.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatesTest {
    private final Rates rates = new Rates();

    @Test
    void aCounterSeenOnceHasNoRate() {
        assertThat(rates.grow("a", 100, 0, 4000)).isNull();
    }

    @Test
    void theRateIsOverTheWindowOnly() {
        rates.grow("a", 0, 0, 2000);
        rates.grow("a", 1000, 1000, 2000);
        rates.grow("a", 1000, 2000, 2000);

        assertThat(rates.grow("a", 1000, 3000, 2000)).isEqualTo(0.0);
        assertThat(rates.grow("a", 1400, 4000, 2000)).isEqualTo(200.0);
    }

    @Test
    void aCounterThatFellBeginsAnew() {
        rates.grow("a", 1000, 0, 2000);

        assertThat(rates.grow("a", 10, 1000, 2000)).isNull();
        assertThat(rates.grow("a", 20, 2000, 2000)).isEqualTo(10.0);
    }

    @Test
    void whatIsNotAskedForIsForgotten() {
        rates.grow("a", 0, 0, 2000);
        rates.sweep(500_000);

        assertThat(rates.grow("a", 1000, 500_000, 2000)).isNull();
    }
}
