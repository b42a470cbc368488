package io.millrace.platform.pages.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void aTraceIsTheMessageOfItsLastCause() {
        String trace =
                "a.b.ConnectException: Exiting\n\tat x.Y.z(Y.java:1)\nCaused by: java.io.IOException: disk is full\n\tat q";

        assertThat(OneLine.of(trace)).isEqualTo("disk is full");
    }

    @Test
    void anExceptionWithoutAMessageIsItsName() {
        assertThat(OneLine.of("java.lang.NullPointerException\n\tat x")).isEqualTo("NullPointerException");
        assertThat(OneLine.of(new IllegalStateException(new java.net.ConnectException())))
                .isEqualTo("ConnectException");
    }

    @Test
    void aMessageWithColonsIsKept() {
        assertThat(OneLine.of("flights.csv line 7: 3 columns, expected 5"))
                .isEqualTo("flights.csv line 7: 3 columns, expected 5");
    }

    @Test
    void whatLooksLikeASecretIsHidden() {
        assertThat(OneLine.of("cannot reach jdbc:postgresql://app:hunter2@db:5432/x?password=hunter2&ssl=1"))
                .doesNotContain("hunter2")
                .contains("ssl=1");
        assertThat(OneLine.of("connection.password = hunter2, user=app"))
                .doesNotContain("hunter2")
                .contains("user=app");
    }

    @Test
    void nothingIsNothingAndMuchIsCut() {
        assertThat(OneLine.of((String) null)).isNull();
        assertThat(OneLine.of("  ")).isNull();
        assertThat(OneLine.of("x".repeat(5000))).hasSizeLessThan(450);
    }
}
