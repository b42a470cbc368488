package io.millrace.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
    static Stream<Arguments> everyVersion() {
        return Stream.of(ApiKeys.values())
                .filter(ApiKeys::hasValidVersion)
                .flatMap(api -> IntStream.rangeClosed(api.oldestVersion(), api.latestVersion())
                        .mapToObj(version -> Arguments.of(api, (short) version)));
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void everyMessageOfEveryVersionComesBack(ApiKeys api, short version) throws BadRequest {
        for (int seed = 0; seed < 10; seed++) {
            ApiMessage question = Messages.random(api.messageType.newRequest(), version, seed);
            ByteBuffer frame = join(Codec.encodeRequest(new Request(api, version, "clïent", question), 77));
            assertThat(frame.getInt()).isEqualTo(frame.remaining());
            Codec.Decoded decoded = Codec.decodeRequest(frame);
            assertThat(decoded.correlationId()).isEqualTo(77);
            assertThat(decoded.versionUnsupported()).isFalse();
            assertThat(decoded.request().api()).isEqualTo(api);
            assertThat(decoded.request().version()).isEqualTo(version);
            assertThat(decoded.request().clientId()).isEqualTo("clïent");
            assertThat(Messages.text(decoded.request().body())).isEqualTo(Messages.text(question));
            assertThat(join(Codec.encodeRequest(decoded.request(), 77))).isEqualTo(frame.rewind());

            ApiMessage answer = Messages.random(api.messageType.newResponse(), version, seed);
            ByteBuffer back = join(Codec.encodeResponse(api, version, 78, answer));
            assertThat(back.getInt()).isEqualTo(back.remaining());
            ApiMessage read = Codec.decodeResponse(api, version, 78, back);
            assertThat(Messages.text(read)).isEqualTo(Messages.text(answer));
            assertThat(join(Codec.encodeResponse(api, version, 78, read))).isEqualTo(back.rewind());
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void theHeaderIsKafkas(ApiKeys api, short version) {
        ApiMessage question = Messages.random(api.messageType.newRequest(), version, 1);
        ByteBuffer frame = join(Codec.encodeRequest(new Request(api, version, "me", question), 5));
        frame.getInt();

        RequestHeader header = RequestHeader.parse(frame);

        assertThat(header.data())
                .isEqualTo(new RequestHeaderData()
                        .setRequestApiKey(api.id)
                        .setRequestApiVersion(version)
                        .setCorrelationId(5)
                        .setClientId("me"));
    }

    @Test
    void recordsAreNotCopiedOnTheWayOut() {
        byte[] first = {1, 2, 3, 4};
        byte[] second = {5, 6};
        FetchResponseData body = new FetchResponseData()
                .setResponses(List.of(new FetchResponseData.FetchableTopicResponse()
                        .setPartitions(List.of(
                                new FetchResponseData.PartitionData()
                                        .setRecords(RecordsData.of(
                                                List.of(ByteBuffer.wrap(first, 1, 3), ByteBuffer.wrap(second)))),
                                new FetchResponseData.PartitionData()
                                        .setPartitionIndex(1)
                                        .setRecords(RecordsData.of(ByteBuffer.allocate(0)))))));

        Frame frame = Codec.encodeResponse(ApiKeys.FETCH, (short) 13, 1, body);

        assertThat(frame.buffers()).hasSize(4);
        assertThat(frame.buffers().get(1).array()).isSameAs(first);
        assertThat(frame.buffers().get(1).remaining()).isEqualTo(3);
        assertThat(frame.buffers().get(2).array()).isSameAs(second);
        assertThat(frame.sizeInBytes())
                .isEqualTo(
                        frame.buffers().stream().mapToInt(ByteBuffer::remaining).sum());
    }

    @Test
    void recordsAreSlicesOfTheFrameOnTheWayIn() throws BadRequest {
        ProduceRequestData body = new ProduceRequestData();
        body.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName("t")
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setRecords(RecordsData.of(ByteBuffer.wrap(new byte[] {9, 8, 7}))))));
        ByteBuffer frame = join(Codec.encodeRequest(new Request(ApiKeys.PRODUCE, (short) 9, "", body), 1));
        frame.getInt();

        ProduceRequestData read =
                (ProduceRequestData) Codec.decodeRequest(frame).request().body();

        ByteBuffer slice = RecordsData.slices(read.topicData()
                        .iterator()
                        .next()
                        .partitionData()
                        .get(0)
                        .records())
                .get(0);
        assertThat(slice.array()).isSameAs(frame.array());
        assertThat(slice.remaining()).isEqualTo(3);
    }

    @Test
    void anApiVersionsRequestFromTheFutureIsReadAsVersionZero() throws BadRequest {
        ByteBuffer frame = join(Codec.encodeRequest(
                new Request(ApiKeys.API_VERSIONS, (short) 4, "new", new ApiVersionsRequestData()), 3));
        frame.getInt();
        frame.putShort(frame.position() + 2, (short) 17);

        Codec.Decoded decoded = Codec.decodeRequest(frame);

        assertThat(decoded.versionUnsupported()).isTrue();
        assertThat(decoded.correlationId()).isEqualTo(3);
        assertThat(decoded.request().version()).isZero();
        assertThat(decoded.request().clientId()).isEqualTo("new");
    }

    @Test
    void theAnswerToApiVersionsIsNeverFlexible() {
        ByteBuffer frame = join(Codec.encodeResponse(
                ApiKeys.API_VERSIONS, (short) 4, 0x01020304, new ApiVersionsResponseData().setErrorCode((short) 35)));

        assertThat(frame.getInt(4)).isEqualTo(0x01020304);
        assertThat(frame.getShort(8)).isEqualTo((short) 35);
    }

    @Test
    void unknownApisAndVersionsAreRefusedByName() {
        assertThatThrownBy(() -> Codec.decodeRequest(header(999, 0)))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("999");
        assertThatThrownBy(() -> Codec.decodeRequest(header(ApiKeys.FETCH.id, 99)))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("FETCH")
                .hasMessageContaining("99");
        assertThatThrownBy(() -> Codec.decodeRequest(header(4, 0))).isInstanceOf(BadRequest.class);
        assertThatThrownBy(() -> Codec.decodeRequest(ByteBuffer.allocate(7))).isInstanceOf(BadRequest.class);
    }

    @Test
    void anAnswerToAnotherQuestionIsRefused() {
        ByteBuffer frame = join(Codec.encodeResponse(
                ApiKeys.METADATA, (short) 9, 4, new org.apache.kafka.common.message.MetadataResponseData()));
        frame.getInt();

        assertThatThrownBy(() -> Codec.decodeResponse(ApiKeys.METADATA, (short) 9, 5, frame))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("4");
    }

    @Test
    void aRequestWithoutVersionIsOfTheLatestStableOne() {
        Request request = Request.of(new MetadataRequestData());

        assertThat(request.api()).isEqualTo(ApiKeys.METADATA);
        assertThat(request.version()).isEqualTo(ApiKeys.METADATA.latestVersion(false));
    }

    static ByteBuffer join(Frame frame) {
        ByteBuffer joined = ByteBuffer.allocate(frame.sizeInBytes());
        frame.buffers().forEach(part -> joined.put(part.duplicate()));
        return joined.flip();
    }

    private static ByteBuffer header(int api, int version) {
        return ByteBuffer.allocate(40)
                .putShort((short) api)
                .putShort((short) version)
                .rewind();
    }
}
