package dev.perennial.training.checkpoint;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a safetensors file holds a number. All arithmetic is on bits, so that NaN and signed zeros come back as they were. */
public enum FloatFormat {
    FP32("F32", "float32", 4),
    FP16("F16", "float16", 2),
    BF16("BF16", "bfloat16", 2);

    private static final int SIGN = 0x8000;
    private static final int SINGLE_INFINITY = 0x7f800000;
    private static final int HALF_INFINITY = 0x7c00;

    /** The smallest single that rounds to infinity in half precision, 65520. */
    private static final int BEYOND_HALF = 0x477ff000;

    /** The smallest normal number of half precision, 2^-14. */
    private static final int SMALLEST_NORMAL_HALF = 0x38800000;

    private static final int EXPONENT_DIFFERENCE = (127 - 15) << 23;

    private final String name;
    private final String torch;
    private final int bytes;

    FloatFormat(String name, String torch, int bytes) {
        this.name = name;
        this.torch = torch;
        this.bytes = bytes;
    }

    /** As a safetensors header has it. */
    String headerName() {
        return name;
    }

    /** As {@code torch_dtype} of a config.json has it. */
    @JsonValue
    public String torchName() {
        return torch;
    }

    int bytes() {
        return bytes;
    }

    /** Reads the numbers in {@code stored} as the bits of singles. */
    void decode(ByteBuffer stored, ByteBuffer singles) {
        stored.order(ByteOrder.LITTLE_ENDIAN);
        if (this == FP32 && singles.order() == ByteOrder.LITTLE_ENDIAN) {
            singles.put(stored);
        }
        while (stored.hasRemaining()) {
            singles.putInt(
                    switch (this) {
                        case FP32 -> stored.getInt();
                        case FP16 -> singleOfHalf(stored.getShort());
                        case BF16 -> stored.getShort() << 16;
                    });
        }
    }

    /** Writes singles, rounded to nearest, ties to even. */
    void encode(ByteBuffer singles, ByteBuffer stored) {
        stored.order(ByteOrder.LITTLE_ENDIAN);
        if (this == FP32 && singles.order() == ByteOrder.LITTLE_ENDIAN) {
            stored.put(singles);
        }
        while (singles.hasRemaining()) {
            int bits = singles.getInt();
            switch (this) {
                case FP32 -> stored.putInt(bits);
                case FP16 -> stored.putShort(halfOfSingle(bits));
                case BF16 -> stored.putShort(brainOfSingle(bits));
            }
        }
    }

    /** Whether a finite single becomes infinite in this format. */
    boolean overflows(int bits) {
        int magnitude = bits & Integer.MAX_VALUE;
        if (magnitude >= SINGLE_INFINITY) {
            return false;
        }
        return switch (this) {
            case FP32 -> false;
            case FP16 -> magnitude >= BEYOND_HALF;
            case BF16 -> (brainOfSingle(magnitude) & 0xffff) == SINGLE_INFINITY >>> 16;
        };
    }

    static int singleOfHalf(short half) {
        int sign = (half & SIGN) << 16;
        int exponent = half >>> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0x1f) {
            return sign | SINGLE_INFINITY | fraction << 13;
        }
        if (exponent == 0) {
            return sign | Float.floatToRawIntBits(fraction * 0x1p-24f);
        }
        return sign | (exponent << 23) + EXPONENT_DIFFERENCE | fraction << 13;
    }

    static short halfOfSingle(int bits) {
        int sign = bits >>> 16 & SIGN;
        int magnitude = bits & Integer.MAX_VALUE;
        if (magnitude > SINGLE_INFINITY) {
            return (short) (sign | HALF_INFINITY | Math.max(1, magnitude >>> 13 & 0x3ff));
        }
        if (magnitude >= BEYOND_HALF) {
            return (short) (sign | HALF_INFINITY);
        }
        if (magnitude < SMALLEST_NORMAL_HALF) {
            // The floats from 0.5 on are 2^-24 apart, as half's subnormals are: the addition rounds as it should.
            float shifted = Float.intBitsToFloat(magnitude) + 0.5f;
            return (short) (sign | Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(0.5f));
        }
        int rounded = magnitude - EXPONENT_DIFFERENCE + 0xfff + (magnitude >>> 13 & 1);
        return (short) (sign | rounded >>> 13);
    }

    private static short brainOfSingle(int bits) {
        if ((bits & Integer.MAX_VALUE) > SINGLE_INFINITY) {
            int upper = bits >>> 16;
            return (short) ((upper & 0x7f) == 0 ? upper | 1 : upper);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
