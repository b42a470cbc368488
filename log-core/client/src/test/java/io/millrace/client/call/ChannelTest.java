package io.millrace.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.base.Endpoint;
import io.millrace.base.Rng;
import io.millrace.base.Transport.Disconnected;
import io.millrace.client.ScriptedCluster.Held;
import io.millrace.client.World;
import io.millrace.client.config.ClientConfig;
import io.millrace.wire.message.Response;
import java.util.List;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelTest {
    private final World world = new World();
    private final Channel channel = new Channel(
            new CallContext(ClientConfig.to("n:1"), world.loop, world.cluster, Rng.seeded(3)), new Endpoint("n", 1));
    private final World.Result<Response> result = new World.Result<>();

    @AfterEach
    void close() {
        channel.close();
        world.close();
    }

    @Test
    void callsWaitForTheVersionsAndGoInTheNewestThatBothKnow() {
        offer(ApiKeys.HEARTBEAT, 0, 3);
        world.cluster.on(ApiKeys.HEARTBEAT, held -> new HeartbeatResponseData());

        call(1_000);
        assertThat(world.cluster.seen).isEmpty();
        world.settle();

        assertThat(world.cluster.seen(ApiKeys.API_VERSIONS).get(0).request.version())
                .isEqualTo((short) 3);
        assertThat(world.cluster.seen(ApiKeys.HEARTBEAT).get(0).request.version())
                .isEqualTo((short) 3);
        assertThat(result.values).hasSize(1);
    }

    @Test
    void aNodeThatDoesNotKnowTheQuestionForVersionsIsAskedInItsOldestForm() {
        world.cluster.on(
                ApiKeys.API_VERSIONS,
                held -> held.request.version() > 0
                        ? new ApiVersionsResponseData().setErrorCode(Errors.UNSUPPORTED_VERSION.code())
                        : versions(ApiKeys.HEARTBEAT, 0, 4));
        world.cluster.on(ApiKeys.HEARTBEAT, held -> new HeartbeatResponseData());

        call(1_000);
        world.settle();

        assertThat(world.cluster.seen(ApiKeys.API_VERSIONS))
                .extracting(held -> held.request.version())
                .containsExactly((short) 3, (short) 0);
        assertThat(result.values).hasSize(1);
    }

    @Test
    void whatTheNodeDoesNotOfferFailsByName() {
        offer(ApiKeys.METADATA, 0, 12);

        call(1_000);
        world.settle();

        assertThat(result.failures).singleElement().isInstanceOf(UnsupportedVersionException.class);
        assertThat(result.failures.get(0)).hasMessageContaining("HEARTBEAT");
    }

    @Test
    void aCallWithoutAnswerInTimeDropsTheConnection() {
        call(500);
        world.pass(490);
        assertThat(result.answered()).isFalse();
        world.pass(11);

        assertThat(result.failures).singleElement().isInstanceOf(Disconnected.class);
        assertThat(world.cluster.links).singleElement().matches(link -> link.closed);
    }

    @Test
    void aNodeThatAcceptsAndNeverSpeaksIsGivenUpToo() {
        world.cluster.on(ApiKeys.API_VERSIONS, held -> null);

        call(500);
        world.pass(501);

        assertThat(result.failures).singleElement().isInstanceOf(Disconnected.class);
        assertThat(world.cluster.links).singleElement().matches(link -> link.closed);
    }

    @Test
    void callsAreAnsweredInOrderAndTheNextConnectionIsMadeAfterABreak() {
        call(10_000);
        call(10_000);
        world.settle();
        List<Held> waiting = world.cluster.waiting(ApiKeys.HEARTBEAT);
        assertThat(waiting).hasSize(2);
        waiting.get(0).answer(new HeartbeatResponseData());
        world.settle();
        assertThat(result.values).hasSize(1);
        world.cluster.cutAll();
        world.settle();
        assertThat(result.failures).hasSize(1);

        world.cluster.on(ApiKeys.HEARTBEAT, held -> new HeartbeatResponseData());
        call(10_000);
        world.pass(100);

        assertThat(result.values).hasSize(2);
        assertThat(world.cluster.links).hasSize(2);
    }

    private void call(int timeoutMs) {
        channel.call(ApiKeys.HEARTBEAT, timeoutMs, version -> new HeartbeatRequestData().setGroupId("g"), result::done);
    }

    private void offer(ApiKeys api, int min, int max) {
        world.cluster.on(ApiKeys.API_VERSIONS, held -> versions(api, min, max));
    }

    private static ApiVersionsResponseData versions(ApiKeys api, int min, int max) {
        ApiVersionsResponseData answer = new ApiVersionsResponseData();
        answer.apiKeys()
                .add(new ApiVersion()
                        .setApiKey(api.id)
                        .setMinVersion((short) min)
                        .setMaxVersion((short) max));
        return answer;
    }
}
