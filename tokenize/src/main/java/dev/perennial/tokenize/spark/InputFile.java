package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.source.Packing;
import java.io.Serializable;

/** A raw file: where it is, what it is called within its corpus, its size, and when it was last written. */
public record InputFile(String path, String name, long bytes, long modified) implements Serializable {

    /** What it is called among the inputs of an artefact. */
    String input() {
        return InputFiles.INPUT + name;
    }

    Packing packing() {
        return Packing.of(path);
    }

    /** About how much there is to read once it is unpacked. */
    long unpackedBytes() {
        return packing().unpackedBytes(bytes);
    }
}
