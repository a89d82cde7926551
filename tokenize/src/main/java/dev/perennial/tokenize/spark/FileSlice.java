package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.source.FileRange;
import java.io.Serializable;

/** A raw file, or a part of a large one that can be read from its middle. */
record FileSlice(InputFile file, FileRange range) implements Serializable {
    long unpackedBytes() {
        long bytes = Math.min(range.to(), file.bytes()) - range.from();
        return file.packing().unpackedBytes(bytes);
    }
}
