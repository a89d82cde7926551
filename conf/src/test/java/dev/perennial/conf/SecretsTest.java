package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "let { database-password = \"planted\" }",
                "\"client_secret\" : \"planted\",",
                "fs.s3a.secret.key=planted",
                "-Dspark.hadoop.fs.s3a.access.key=planted -Dother=1",
                "AWS_SESSION_TOKEN: planted",
                "password = \"pla\\\"planted\"",
                "cannot open https://user:planted@host/path",
                "spark.authenticate.secret='planted'"
            })
    void secretsAreHidden(String text) {
        assertThat(Secrets.redacted(text)).doesNotContain("planted").contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokens = 500M",
                "tokenizer { vocabulary = 4096 }",
                "files = [\"s3a://bucket/wiki/*.jsonl.zst\"]",
                "keys are in the usual chain",
                "loss on P: 2.5 @ 10:30"
            })
    void otherTextStays(String text) {
        assertThat(Secrets.redacted(text)).isEqualTo(text);
    }

    @Test
    void valueOfASecretPropertyIsHiddenWhereverItIs() {
        System.setProperty("spark.hadoop.fs.example.secret.key", "planted-value");
        try {
            assertThat(Secrets.redacted("refused: planted-value is no key")).isEqualTo("refused: *** is no key");
        } finally {
            System.clearProperty("spark.hadoop.fs.example.secret.key");
        }
    }
}
