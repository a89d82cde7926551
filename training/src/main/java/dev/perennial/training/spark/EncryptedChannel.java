package dev.perennial.training.spark;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A channel whose bytes are encrypted and authenticated: AES-256 in Galois/counter mode (NIST SP 800-38D), by frames of a length in
 * four bytes, the text, and a tag of 16 bytes. Frames are counted and the count is the nonce, so that none can be left out,
 * repeated or moved. One thread may read while another writes.
 */
final class EncryptedChannel implements ByteChannel {
    private static final int MOST = 64 << 10;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final ByteChannel channel;
    private final Frames outgoing;
    private final Frames incoming;
    private final byte[] text = new byte[MOST];
    private final ByteBuffer sealed = ByteBuffer.allocate(Integer.BYTES + MOST + TAG_BYTES);
    private final ByteBuffer received = ByteBuffer.allocate(MOST + TAG_BYTES);
    private final ByteBuffer opened = ByteBuffer.allocate(MOST).limit(0);

    /** @param ownKey 32 bytes that nothing else was encrypted by, and the other side's {@code theirKey} */
    EncryptedChannel(ByteChannel channel, byte[] ownKey, byte[] theirKey) {
        this.channel = channel;
        outgoing = new Frames(Cipher.ENCRYPT_MODE, ownKey);
        incoming = new Frames(Cipher.DECRYPT_MODE, theirKey);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int bytes = Math.min(source.remaining(), MOST);
        source.get(text, 0, bytes);
        int length = outgoing.next(text, bytes, sealed.array(), Integer.BYTES);
        sealed.clear().putInt(bytes).position(0).limit(Integer.BYTES + length);
        while (sealed.hasRemaining()) {
            channel.write(sealed);
        }
        return bytes;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!opened.hasRemaining() && !receive()) {
            return -1;
        }
        int bytes = Math.min(opened.remaining(), target.remaining());
        target.put(opened.slice().limit(bytes));
        opened.position(opened.position() + bytes);
        return bytes;
    }

    /** Opens the next frame; false where the other side has ended between two of them. */
    private boolean receive() throws IOException {
        ByteBuffer length = received.clear().limit(Integer.BYTES);
        if (channel.read(length) < 0) {
            return false;
        }
        fill(length);
        int bytes = length.getInt(0);
        if (bytes < 0 || bytes > MOST) {
            throw new IOException("a frame of the exchange has an impossible length: " + bytes);
        }
        fill(received.clear().limit(bytes + TAG_BYTES));
        opened.clear().limit(incoming.next(received.array(), bytes + TAG_BYTES, opened.array(), 0));
        return true;
    }

    private void fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("an executor went away during the exchange");
            }
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** One direction. */
    private static final class Frames {
        private final Cipher cipher;
        private final int mode;
        private final SecretKeySpec key;
        private long count;

        Frames(int mode, byte[] key) {
            this.mode = mode;
            this.key = new SecretKeySpec(key, "AES");
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has AES in Galois/counter mode", e);
            }
        }

        /** Seals or opens one frame, and returns the bytes of the result. */
        int next(byte[] from, int bytes, byte[] to, int at) throws IOException {
            byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(count++).array();
            try {
                cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
                return cipher.doFinal(from, 0, bytes, to, at);
            } catch (AEADBadTagException e) {
                throw new IOException("what an executor sent was changed on its way", e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
