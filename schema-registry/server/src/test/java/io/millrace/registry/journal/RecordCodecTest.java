package io.millrace.registry.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

class RecordCodecTest {
    @Property
    void aKeyIsOfTodayInItsOwnBytesAndInNoOthers(
            @ForAll @NotEmpty String subject,
            @ForAll @IntRange(min = 1) int version,
            @ForAll @IntRange(min = 0, max = 50) int at) {
        TopicKey key = new TopicKey(TopicKey.SCHEMA, subject, version);
        byte[] today = RecordCodec.key(key);
        byte[] other = today.clone();
        other[at % other.length] ^= 1;

        assertThat(RecordCodec.isToday(key, today)).isTrue();
        assertThat(RecordCodec.isToday(key, other)).isFalse();
        assertThat(RecordCodec.isToday(key, Arrays.copyOf(today, today.length + 1)))
                .isFalse();
    }

    @Example
    void aKeyOfAnotherOrderIsNotOfToday() throws Exception {
        for (String text : new String[] {
            "{\"keytype\":\"SCHEMA\",\"version\":1,\"subject\":\"orders-value\",\"magic\":1}",
            "{\"keytype\":\"SCHEMA\",\"subject\":\"orders-value\",\"version\":1,\"magic\":0}",
            "{\"keytype\":\"SCHEMA\", \"subject\":\"orders-value\",\"version\":1,\"magic\":1}",
            "{\"keytype\":\"SCHEMA\",\"subject\":\"\\u006frders-value\",\"version\":1,\"magic\":1}"
        }) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

            assertThat(RecordCodec.isToday(RecordCodec.readKey(bytes), bytes))
                    .as(text)
                    .isFalse();
        }
    }
}
