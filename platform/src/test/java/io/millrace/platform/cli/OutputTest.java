package io.millrace.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void whatOthersSaidSteersNoTerminal() {
        assertThat(Output.shown("a\u001b[31mb\u0000c\u202ed\u2066e")).isEqualTo("a\uFFFD[31mb\uFFFDc\uFFFDd\uFFFDe");
        assertThat(Output.shown("Zürich – 日本 'x'")).isEqualTo("Zürich – 日本 'x'");
    }
}
