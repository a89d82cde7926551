package dev.perennial.tokenize.shard;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How token ids lie in a binary column: little-endian, two bytes where the vocabulary allows it, else four. */
public enum TokenWidth {
    UINT16(Short.BYTES),
    INT32(Integer.BYTES);

    private static final int UINT16_ENTRIES = 1 << 16;

    private final int bytes;

    TokenWidth(int bytes) {
        this.bytes = bytes;
    }

    public static TokenWidth of(int vocabularySize) {
        return vocabularySize <= UINT16_ENTRIES ? UINT16 : INT32;
    }

    public int bytes() {
        return bytes;
    }

    /** Packs {@code ids[from, to)}. */
    public byte[] pack(int[] ids, int from, int to) {
        ByteBuffer packed = ByteBuffer.allocate((to - from) * bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < to; i++) {
            switch (this) {
                case UINT16 -> packed.putShort((short) ids[i]);
                case INT32 -> packed.putInt(ids[i]);
            }
        }
        return packed.array();
    }

    public int[] unpack(byte[] packed) {
        ByteBuffer buffer = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        int[] ids = new int[packed.length / bytes];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = switch (this) {
                case UINT16 -> Short.toUnsignedInt(buffer.getShort());
                case INT32 -> buffer.getInt();
            };
        }
        return ids;
    }
}
