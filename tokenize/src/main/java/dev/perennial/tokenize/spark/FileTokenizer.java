package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.Encoder;
import dev.perennial.tokenize.SpecialTokensInText;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.Rejected;
import dev.perennial.tokenize.source.SourceFormat;
import dev.perennial.tokenize.source.SourceRow;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads raw files or slices of them and tokenises their documents one by one, in a Spark task. */
record FileTokenizer(String distribution, SourceFormat format, int shards) implements Serializable {

    /** The rows of the slices in turn, by one encoder: it remembers words from file to file. */
    Iterator<TokenizedRow> rows(Iterator<FileSlice> slices, Tokenizer tokenizer, Configuration hadoop) {
        Encoder encoder = tokenizer.encoder(SpecialTokensInText.AS_TEXT);
        TokenWidth width = TokenWidth.of(tokenizer.vocabularySize());
        return new Concatenated<>(new Mapped<>(slices, slice -> rows(slice, encoder, width, hadoop)));
    }

    private Iterator<TokenizedRow> rows(FileSlice slice, Encoder encoder, TokenWidth width, Configuration hadoop) {
        InputFile file = slice.file();
        DocumentReader documents = open(slice, hadoop);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                boolean more = documents.hasNext();
                if (!more) {
                    close(documents);
                }
                return more;
            }

            @Override
            public TokenizedRow next() {
                SourceRow row = documents.next();
                if (row instanceof Document document) {
                    return tokenized(file, document, encoder, width);
                }
                return rejected(file, (Rejected) row);
            }
        };
    }

    private TokenizedRow tokenized(InputFile file, Document document, Encoder encoder, TokenWidth width) {
        byte[] text = document.utf8Text();
        byte[] hash = TokenizedRow.hash(text);
        int length = encoder.encode(text, 0, text.length);
        return new TokenizedRow(
                TokenizedRow.shard(hash, shards),
                hash,
                file.name(),
                document.line(),
                document.domain(),
                text.length,
                length,
                width.pack(encoder.ids(), 0, length),
                "");
    }

    private static TokenizedRow rejected(InputFile file, Rejected row) {
        return new TokenizedRow(
                TokenizedRow.REJECTED,
                new byte[0],
                file.name(),
                row.line(),
                row.code().name(),
                0,
                0,
                new byte[0],
                row.reason());
    }

    private DocumentReader open(FileSlice slice, Configuration hadoop) {
        Path path = new Path(slice.file().path());
        try {
            return DocumentReader.open(
                    path.getFileSystem(hadoop),
                    path,
                    format,
                    distribution,
                    DocumentReader.DEFAULT_MAXIMUM_BYTES,
                    slice.range());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(DocumentReader documents) {
        try {
            documents.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
