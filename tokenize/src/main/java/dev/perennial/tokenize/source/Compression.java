package dev.perennial.tokenize.source;

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
enum Compression {
    NONE,
    GZIP,
    ZSTD;

    private static final int LARGEST_WINDOW_LOG = 31;
    private static final int GZIP_BUFFER = 1 << 16;
    private static final List<String> UNREADABLE =
            List.of(".bz2", ".xz", ".lz4", ".lzo", ".snappy", ".br", ".zip", ".7z", ".tar", ".parquet", ".arrow");

    static Compression of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".gz")) {
            return GZIP;
        }
        if (name.endsWith(".zst") || name.endsWith(".zstd")) {
            return ZSTD;
        }
        if (UNREADABLE.stream().anyMatch(name::endsWith)) {
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot read a source file: its packing is unknown, got '" + fileName
                            + "', expected .jsonl, .json, .txt, or one of them with .gz or .zst. Repack it with zstd.");
        }
        return NONE;
    }

    /** The unpacked bytes; an archive that is damaged or cut short ends in an {@link IOException}, never in silence. */
    InputStream unpack(StoredBytes stored) throws IOException {
        return switch (this) {
            case NONE -> stored;
            case GZIP -> new GZIPInputStream(notEmpty(stored), GZIP_BUFFER);
            // setContinuous(true) would end a truncated file as if it were whole.
            case ZSTD -> new ZstdInputStreamNoFinalizer(notEmpty(stored)).setLongMax(LARGEST_WINDOW_LOG);
        };
    }

    private static StoredBytes notEmpty(StoredBytes stored) throws IOException {
        if (stored.available() == 0) {
            throw new EOFException("the archive has no bytes");
        }
        return stored;
    }
}
