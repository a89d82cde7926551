package dev.perennial.training.spark;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.SparkConf;

/**
 * What the tasks of one run are told by Spark and nobody else knows.
 *
 * @param encrypts whether what they tell each other is encrypted, which it is where Spark's own connections are
 */
record RunSecret(byte[] bytes, boolean encrypts) implements Serializable {
    private static final int BYTES = 32;
    private static final String CODE = "HmacSHA256";

    static RunSecret fresh(SparkConf conf) {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new RunSecret(bytes, conf.getBoolean("spark.network.crypto.enabled", false));
    }

    /** 32 bytes that only who knows the secret can compute, others for each purpose and conversation (HMAC-SHA-256). */
    byte[] derived(String purpose, byte[] conversation) {
        try {
            Mac code = Mac.getInstance(CODE);
            code.init(new SecretKeySpec(bytes, CODE));
            code.update(purpose.getBytes(StandardCharsets.UTF_8));
            return code.doFinal(conversation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + CODE, e);
        }
    }
}
