package dev.perennial.training.kernel;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Floats off-heap, of any length: OpenBLAS sees them by pointer, Java through byte buffers of less than 2 GiB each. */
public final class FloatMemory {
    /** The longest {@link #slice}: byte buffers are indexed by int. */
    public static final int LARGEST_SLICE = Integer.MAX_VALUE / Float.BYTES;

    /** Floats in a cache line: no vector kernel loads from two lines what begins with one. */
    static final int LINE = 64 / Float.BYTES;

    private final FloatPointer pointer;
    private final long length;

    /** Keeps the memory alive: neither pointers into it nor buffers over it do. */
    private final Object owner;

    private FloatMemory(FloatPointer pointer, long length, Object owner) {
        this.pointer = pointer;
        this.length = length;
        this.owner = owner;
    }

    /** New memory, all zeros, from the start of a cache line on. */
    public static FloatMemory allocate(long length) {
        FloatPointer block = pointer(length + LINE - 1);
        long within = block.address() / Float.BYTES % LINE;
        FloatMemory memory = new FloatMemory(block.getPointer((LINE - within) % LINE), length, block);
        memory.clear();
        return memory;
    }

    private static FloatPointer pointer(long length) {
        try {
            return new FloatPointer(length);
        } catch (OutOfMemoryError e) {
            throw new PerennialException(
                    ErrorCode.OUT_OF_RESOURCES,
                    "Cannot allocate working memory: it is beyond JavaCPP's limit or the machine's, got " + length
                            + " floats. Lower the batch, or raise org.bytedeco.javacpp.maxbytes and maxphysicalbytes.",
                    e);
        }
    }

    /** The memory of a contiguous float array, shared with it. */
    public static FloatMemory of(INDArray array) {
        if (array.length() > 1 && array.elementWiseStride() != 1) {
            throw new PerennialException(
                    ErrorCode.DEFECT,
                    "Cannot share an array's memory: its elements are apart, got strides "
                            + Arrays.toString(array.stride()) + ", expected a contiguous array.");
        }
        FloatPointer whole = new FloatPointer(array.data().pointer());
        return new FloatMemory(whole.getPointer(array.offset()), array.length(), array);
    }

    public long length() {
        return length;
    }

    /** A part of this memory, shared with it. */
    public FloatMemory part(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, this.length);
        return new FloatMemory(pointer.getPointer(offset), length, owner);
    }

    /** {@code length} floats from {@code offset} on as a byte buffer in native order; valid as long as this memory is held. */
    public ByteBuffer slice(long offset, long length) {
        Objects.checkFromIndexSize(offset, length, this.length);
        if (length > LARGEST_SLICE) {
            throw new PerennialException(
                    ErrorCode.OUT_OF_RESOURCES,
                    "Cannot address memory in one piece: got " + length + " floats, expected at most " + LARGEST_SLICE
                            + " (2 GiB). Lower the batch or the context.");
        }
        FloatPointer start = pointer.getPointer(offset);
        return start.limit(length).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** All floats, in consecutive slices. */
    public List<ByteBuffer> slices() {
        List<ByteBuffer> slices = new ArrayList<>();
        for (long offset = 0; offset < length; offset += LARGEST_SLICE) {
            slices.add(slice(offset, Math.min(LARGEST_SLICE, length - offset)));
        }
        return slices;
    }

    /** Sets all floats to zero. */
    public void clear() {
        Pointer.memset(pointer, 0, length * Float.BYTES);
    }

    /** Copies all floats of {@code source} to the start of this memory. */
    public void copyFrom(FloatMemory source) {
        Objects.checkFromIndexSize(0, source.length, length);
        Pointer.memcpy(pointer, source.pointer, source.length * Float.BYTES);
    }

    /** Frees memory that {@link #allocate} made, at once, with all its parts. */
    public void free() {
        if (owner instanceof FloatPointer block) {
            block.deallocate();
        }
    }

    FloatPointer at(long offset) {
        return pointer.getPointer(offset);
    }
}
