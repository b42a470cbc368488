package io.millrace.connect.task.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {
    @Test
    void theMessagesOfAllCausesStandInOneLine() {
        Throwable why = new IllegalStateException("cannot\n\twrite", new IllegalArgumentException("row 3"));

        assertThat(OneLine.of(why)).isEqualTo("cannot write: row 3");
    }

    @Test
    void aWrapperThatSaysNoMoreThanItsCauseIsCalledByItsName() {
        IllegalArgumentException cause = new IllegalArgumentException("row 3");

        assertThat(OneLine.of(new IllegalStateException(cause))).isEqualTo("IllegalStateException: row 3");
        assertThat(OneLine.of(new IllegalStateException(cause + "; give it a key", cause)))
                .isEqualTo("java.lang.IllegalArgumentException: row 3; give it a key");
    }

    @Test
    void whatSteersATerminalIsLeftOut() {
        assertThat(OneLine.of(new IllegalStateException("a\u001b[31mb\u0000\u202ec")))
                .isEqualTo("a [31mb c");
    }

    @Test
    void aLongOneIsCut() {
        assertThat(OneLine.of(new IllegalStateException("x".repeat(3_000_000)))).hasSizeLessThan(1_000);
    }

    @Test
    void anExceptionWhoseMessageThrowsIsCalledByItsName() {
        class Broken extends RuntimeException {
            @Override
            public String getMessage() {
                throw new IllegalStateException("no message");
            }
        }

        assertThat(OneLine.of(new Broken())).isEqualTo("Broken");
    }
}
