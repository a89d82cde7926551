package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EncryptedChannelTest {
    private static final byte[] KEY = key(1);
    private static final byte[] OTHER_KEY = key(2);
    private static final int HEADER_AND_TAG = 4 + 16;

    @Test
    void whatIsWrittenIsReadWhateverItsLength() throws IOException {
        for (int bytes : new int[] {1, 100, 65_535, 65_536, 65_537, 300_000}) {
            byte[] text = text(bytes);
            assertThat(read(sealed(text), bytes)).isEqualTo(text);
        }
    }

    @Test
    void nothingOfItIsSeenAndNoFrameIsLikeAnother() throws IOException {
        Wire wire = new Wire(new byte[0]);
        EncryptedChannel channel = new EncryptedChannel(wire, KEY, OTHER_KEY);
        channel.write(ByteBuffer.wrap(new byte[1000]));
        channel.write(ByteBuffer.wrap(new byte[1000]));
        byte[] sent = wire.written.toByteArray();
        byte[] first = Arrays.copyOfRange(sent, 4, 4 + 1016);
        byte[] second = Arrays.copyOfRange(sent, 4 + 1016 + 4, sent.length);
        assertThat(first).hasSameSizeAs(second).isNotEqualTo(second);
        assertThat(new String(sent, StandardCharsets.ISO_8859_1)).doesNotContain("\0".repeat(8));
    }

    @Test
    void aChangedBitAnywhereIsRefused() throws IOException {
        byte[] sealed = sealed(text(50));
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> read(changed, 50)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFrameThatIsRepeatedLeftOutOrCutIsRefused() throws IOException {
        byte[] two = sealed(text(65_536 + 10));
        int first = 65_536 + HEADER_AND_TAG;
        byte[] repeated = Arrays.copyOf(two, first + first);
        System.arraycopy(two, 0, repeated, first, first);
        byte[] leftOut = Arrays.copyOfRange(two, first, two.length);
        byte[] cut = Arrays.copyOf(two, two.length - 1);
        for (byte[] wrong : new byte[][] {repeated, leftOut, cut}) {
            assertThatThrownBy(() -> read(wrong, 65_536 + 10)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anotherKeyOpensNothing() throws IOException {
        EncryptedChannel channel = new EncryptedChannel(new Wire(sealed(text(10))), KEY, OTHER_KEY);
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(10))).hasMessageContaining("changed on its way");
    }

    @Test
    void anEndBetweenFramesIsAnEnd() throws IOException {
        EncryptedChannel channel = new EncryptedChannel(new Wire(new byte[0]), KEY, KEY);
        assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    private static byte[] sealed(byte[] text) throws IOException {
        Wire wire = new Wire(new byte[0]);
        EncryptedChannel channel = new EncryptedChannel(wire, KEY, OTHER_KEY);
        ByteBuffer source = ByteBuffer.wrap(text);
        while (source.hasRemaining()) {
            channel.write(source);
        }
        return wire.written.toByteArray();
    }

    private static byte[] read(byte[] sealed, int bytes) throws IOException {
        EncryptedChannel channel = new EncryptedChannel(new Wire(sealed), OTHER_KEY, KEY);
        ByteBuffer target = ByteBuffer.allocate(bytes);
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new IOException("ended early");
            }
        }
        return target.array();
    }

    private static byte[] text(int bytes) {
        byte[] text = new byte[bytes];
        new SplittableRandom(bytes).nextBytes(text);
        return text;
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return key;
    }

    /** What was sent is kept, and what is to be received comes in pieces, as from a socket. */
    private static final class Wire implements ByteChannel {
        private static final int PIECE = 1000;

        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final ByteBuffer arriving;

        Wire(byte[] arriving) {
            this.arriving = ByteBuffer.wrap(arriving);
        }

        @Override
        public int read(ByteBuffer target) {
            if (!arriving.hasRemaining()) {
                return -1;
            }
            int bytes = Math.min(PIECE, Math.min(target.remaining(), arriving.remaining()));
            target.put(arriving.slice().limit(bytes));
            arriving.position(arriving.position() + bytes);
            return bytes;
        }

        @Override
        public int write(ByteBuffer source) {
            int bytes = Math.min(PIECE, source.remaining());
            for (int i = 0; i < bytes; i++) {
                written.write(source.get());
            }
            return bytes;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
