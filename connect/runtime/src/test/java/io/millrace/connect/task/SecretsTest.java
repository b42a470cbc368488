package io.millrace.connect.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static final ConfigDef DEF = new ConfigDef()
            .define("pin", ConfigDef.Type.PASSWORD, ConfigDef.Importance.HIGH, "")
            .define("url", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "");

    @Test
    void valuesOfPasswordKeysAreErased() {
        Secrets secrets = Secrets.of(DEF, Map.of("pin", "s3cret", "url", "jdbc:x"));

        assertThat(secrets.scrub("login with s3cret at jdbc:x failed"))
                .isEqualTo("login with [hidden] at jdbc:x failed");
        assertThat(secrets.trace(new IllegalStateException("a s3cret", new RuntimeException("s3cret"))))
                .contains("a [hidden]")
                .doesNotContain("s3cret");
        assertThat(secrets.toString()).isEqualTo("1 secrets");
    }

    @Test
    void keysThatLookLikeItCountToo() {
        assertThat(Secrets.isSecret(DEF, "consumer.override.sasl.jaas.config")).isTrue();
        assertThat(Secrets.isSecret(DEF, "db.password")).isTrue();
        assertThat(Secrets.isSecret(DEF, "topics")).isFalse();
    }

    @Test
    void passwordsWithinUrlsAreErasedAlsoWhereTheyAreRepeated() {
        Secrets secrets = Secrets.of(DEF, Map.of("url", "jdbc:postgresql://h/db?user=me&password=hunter2&x=1"));

        assertThat(secrets.scrub("refused hunter2")).isEqualTo("refused [hidden]");
        assertThat(Secrets.none().scrub("http://me:topsecret@host/ and x?token=abc&y=2"))
                .isEqualTo("http://me:[hidden]@host/ and x?token=[hidden]&y=2");
    }

    @Test
    void aSecretWithinAnotherLeavesNothing() {
        Secrets secrets = Secrets.of(DEF, Map.of("pin", "abc")).and(Secrets.of(DEF, Map.of("pin", "abcdef")));

        assertThat(secrets.scrub("abcdef abc")).isEqualTo("[hidden] [hidden]");
    }
}
