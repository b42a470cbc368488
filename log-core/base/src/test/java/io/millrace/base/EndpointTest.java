package io.millrace.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @Test
    void readsHostAndPort() {
        assertThat(Endpoint.parse("localhost:9092")).isEqualTo(new Endpoint("localhost", 9092));
        assertThat(Endpoint.parse("[::1]:9092")).isEqualTo(new Endpoint("::1", 9092));
        assertThat(Endpoint.parse("[::1]:9092")).hasToString("[::1]:9092");
    }

    @Test
    void readsALogOfThisJvm() {
        assertThat(Endpoint.parse("inprocess:a1").inProcess()).isTrue();
        assertThat(Endpoint.parse("inprocess:a1")).hasToString("inprocess:a1");
    }

    @Test
    void readsAList() {
        assertThat(Endpoint.parseList("a:1, b:2")).containsExactly(new Endpoint("a", 1), new Endpoint("b", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", ":9092", "localhost:", "localhost:x", "localhost:70000", "inprocess:"})
    void refusesWhatIsNoAddressByName(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
