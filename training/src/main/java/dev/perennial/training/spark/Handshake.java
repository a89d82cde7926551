package dev.perennial.training.spark;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/**
 * How two tasks make sure of each other, without saying their secret: each sends a random number, and proves that it can
 * derive a code for both numbers. Keys for what follows, one for each direction, are derived from the same.
 */
final class Handshake {
    private static final int RANDOM_BYTES = 16;
    private static final int PROOF_BYTES = 32;
    private static final String CALLER = "caller";
    private static final String CALLED = "called";

    private final SocketChannel channel;
    private final RunSecret secret;

    /** @param patience how long each word of the other side may take */
    Handshake(SocketChannel channel, RunSecret secret, Duration patience) throws IOException {
        this.channel = channel;
        this.secret = secret;
        channel.socket().setSoTimeout((int) patience.toMillis());
    }

    /** A caller that proved itself. */
    record Caller(int rank, ByteChannel channel) {}

    /** Introduces this task to the one that it called. */
    ByteChannel call(int rank) throws IOException {
        byte[] mine = ByteBuffer.allocate(Integer.BYTES + RANDOM_BYTES)
                .putInt(rank)
                .put(random())
                .array();
        send(mine);
        byte[] conversation = joined(mine, receive(RANDOM_BYTES));
        if (!proves(CALLED, conversation)) {
            throw new IOException("who answers an executor's call does not know the run's secret");
        }
        send(secret.derived(CALLER, conversation));
        return agreed(CALLER, CALLED, conversation);
    }

    /** Hears a caller out; empty if it is a stranger. */
    Optional<Caller> answer() throws IOException {
        byte[] theirs = receive(Integer.BYTES + RANDOM_BYTES);
        byte[] mine = random();
        byte[] conversation = joined(theirs, mine);
        send(joined(mine, secret.derived(CALLED, conversation)));
        return proves(CALLER, conversation)
                ? Optional.of(new Caller(ByteBuffer.wrap(theirs).getInt(), agreed(CALLED, CALLER, conversation)))
                : Optional.empty();
    }

    private boolean proves(String side, byte[] conversation) throws IOException {
        return MessageDigest.isEqual(receive(PROOF_BYTES), secret.derived(side, conversation));
    }

    private ByteChannel agreed(String here, String there, byte[] conversation) throws IOException {
        channel.socket().setSoTimeout(0);
        return secret.encrypts()
                ? new EncryptedChannel(
                        channel,
                        secret.derived("key of " + here, conversation),
                        secret.derived("key of " + there, conversation))
                : channel;
    }

    private void send(byte[] word) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(word);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private byte[] receive(int bytes) throws IOException {
        byte[] word = channel.socket().getInputStream().readNBytes(bytes);
        if (word.length < bytes) {
            throw new EOFException("an executor went away before it had introduced itself");
        }
        return word;
    }

    private static byte[] random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
