package dev.perennial.tokenize.source;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How the bytes of a source file are packed, told by the end of its name. */
public enum Packing {
    NONE(10),
    GZIP(30),
    ZSTD(33),
    PARQUET(25);

    private static final int LARGEST_WINDOW_LOG = 31;

    /** What zstd itself allows without being asked. */
    private static final int USUAL_WINDOW_LOG = 27;

    private static final int GZIP_BUFFER = 1 << 16;
    private static final List<String> UNREADABLE =
            List.of(".bz2", ".xz", ".lz4", ".lzo", ".snappy", ".br", ".zip", ".7z", ".tar", ".arrow", ".orc", ".avro");

    private final int tenthsUnpacked;

    Packing(int tenthsUnpacked) {
        this.tenthsUnpacked = tenthsUnpacked;
    }

    public static Packing of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".gz")) {
            return GZIP;
        }
        if (name.endsWith(".zst") || name.endsWith(".zstd")) {
            return ZSTD;
        }
        if (name.endsWith(".parquet")) {
            return PARQUET;
        }
        if (UNREADABLE.stream().anyMatch(name::endsWith)) {
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot read a source file: its packing is unknown, got '" + fileName
                            + "', expected .parquet, or .jsonl, .json, .txt, or one of them with .gz or .zst. Repack it"
                            + " with zstd.");
        }
        return NONE;
    }

    /** About how many bytes a file of this size holds when unpacked: a guess by what text usually gives, for plans only. */
    public long unpackedBytes(long fileBytes) {
        return fileBytes * tenthsUnpacked / 10;
    }

    /** The unpacked bytes; an archive that is damaged or cut short ends in an {@link IOException}, never in silence. */
    InputStream unpack(StoredBytes stored) throws IOException {
        return switch (this) {
            case NONE, PARQUET -> stored;
            case GZIP -> new GZIPInputStream(notEmpty(stored), GZIP_BUFFER);
            // setContinuous(true) would end a truncated file as if it were whole.
            case ZSTD -> new ZstdInputStreamNoFinalizer(notEmpty(stored)).setLongMax(largestWindowLog());
        };
    }

    /**
     * An archive says how large a window its unpacking needs, up to 2 GiB: what a task cannot afford is refused before it is
     * allocated. The window lies off the heap, whose size is taken as the measure of what the machine has.
     */
    static int largestWindowLog() {
        long affordable = Runtime.getRuntime().maxMemory() / 4;
        int log = Long.SIZE - 1 - Long.numberOfLeadingZeros(affordable);
        return Math.max(USUAL_WINDOW_LOG, Math.min(LARGEST_WINDOW_LOG, log));
    }

    /** Whether unpacking was refused because of the window. */
    static boolean isWindowTooLarge(IOException problem) {
        return problem instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge();
    }

    private static StoredBytes notEmpty(StoredBytes stored) throws IOException {
        if (stored.available() == 0) {
            throw new EOFException("the archive has no bytes");
        }
        return stored;
    }
}
