package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.source.FileRange;
import dev.perennial.tokenize.source.Packing;
import dev.perennial.tokenize.source.SourceFormat;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Cuts large files into slices that tasks read side by side: Parquet at its row groups, plain JSON lines anywhere. Lines keep
 * their numbers, because a quick pass counts line ends before; archives and plain text stay whole.
 *
 * @param sliceBytes length of a slice; a file below twice that stays whole
 */
record FileSlices(long sliceBytes) {
    static final FileSlices USUAL = new FileSlices(128L << 20);

    private static final int BUFFER = 1 << 18;

    /** A stretch of a file whose line ends are counted. */
    private record Stretch(String path, long from, long to) implements Serializable {
        long lineEnds(Configuration hadoop) {
            Path file = new Path(path);
            try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
                in.seek(from);
                byte[] buffer = new byte[BUFFER];
                long count = 0;
                long left = to - from;
                while (left > 0) {
                    int read = in.read(buffer, 0, (int) Math.min(BUFFER, left));
                    if (read < 0) {
                        break;
                    }
                    for (int i = 0; i < read; i++) {
                        count += buffer[i] == '\n' ? 1 : 0;
                    }
                    left -= read;
                }
                return count;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    List<FileSlice> of(List<InputFile> files, SourceFormat format, JavaSparkContext spark, Configuration hadoop) {
        List<Stretch> stretches = files.stream()
                .filter(file ->
                        file.packing() == Packing.NONE && starts(file, format).size() > 1)
                .flatMap(file -> stretches(file, format).stream())
                .toList();
        List<Long> counts = counts(stretches, spark, hadoop);
        List<FileSlice> slices = new ArrayList<>();
        int counted = 0;
        for (InputFile file : files) {
            List<Long> starts = starts(file, format);
            long linesBefore = 0;
            for (int i = 0; i < starts.size(); i++) {
                long to = i + 1 < starts.size() ? starts.get(i + 1) : Long.MAX_VALUE;
                slices.add(new FileSlice(file, new FileRange(starts.get(i), to, linesBefore)));
                if (file.packing() == Packing.NONE && i + 1 < starts.size()) {
                    linesBefore += counts.get(counted++);
                }
            }
        }
        return slices;
    }

    private List<Long> starts(InputFile file, SourceFormat format) {
        boolean lines = file.packing() == Packing.NONE && format.in(file.name()) instanceof SourceFormat.Fields;
        List<Long> starts = new ArrayList<>(List.of(0L));
        if (lines || file.packing() == Packing.PARQUET) {
            for (long start = sliceBytes; start + sliceBytes <= file.bytes(); start += sliceBytes) {
                starts.add(start);
            }
        }
        return starts;
    }

    /** Between the bytes before each two starts: a reader begins one byte before its slice. */
    private List<Stretch> stretches(InputFile file, SourceFormat format) {
        List<Long> starts = starts(file, format);
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 1; i < starts.size(); i++) {
            long from = Math.max(0, starts.get(i - 1) - 1);
            stretches.add(new Stretch(file.path(), from, starts.get(i) - 1));
        }
        return stretches;
    }

    private static List<Long> counts(List<Stretch> stretches, JavaSparkContext spark, Configuration hadoop) {
        if (stretches.isEmpty()) {
            return List.of();
        }
        SerializableConfiguration settings = new SerializableConfiguration(hadoop);
        return spark.parallelize(stretches, stretches.size())
                .map(stretch -> stretch.lineEnds(settings.value()))
                .collect();
    }
}
