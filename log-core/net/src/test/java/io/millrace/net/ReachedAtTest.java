package io.millrace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Endpoint;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which address clients are told. */
class ReachedAtTest {
    private static final InetSocketAddress CLIENT_CAME_TO = new InetSocketAddress("192.168.1.7", 9092);

    private static String told(String listen, int bound, @Nullable String advertised, @Nullable InetSocketAddress own) {
        Endpoint endpoint = Endpoint.parse(listen);
        return TcpServer.reachedAt(
                        endpoint,
                        advertised == null ? null : Endpoint.parse(advertised),
                        new InetSocketAddress(endpoint.host(), bound),
                        own)
                .toString();
    }

    @Test
    void isTheListenersOwnNameWithThePortThatItGot() {
        assertThat(told("localhost:0", 41234, null, CLIENT_CAME_TO)).isEqualTo("localhost:41234");
    }

    @Test
    void isWhatTheClientConnectedToWhereTheListenerHasAllAddresses() {
        assertThat(told("0.0.0.0:0", 9092, null, CLIENT_CAME_TO)).isEqualTo("192.168.1.7:9092");
        assertThat(told("0.0.0.0:0", 9092, null, null)).as("gone").isEqualTo("0.0.0.0:9092");
    }

    @Test
    void isWhatIsAdvertised() {
        assertThat(told("0.0.0.0:9092", 9092, "kafka.example:29092", CLIENT_CAME_TO))
                .isEqualTo("kafka.example:29092");
        assertThat(told("127.0.0.1:0", 41234, "kafka.example:0", CLIENT_CAME_TO))
                .isEqualTo("kafka.example:41234");
    }
}
