package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.WordCounts;
import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The words of raw files with their counts, a million different words at a time: a word may come more than once, and
 * memory does not grow with the files.
 */
final class WordCountRows implements Iterator<Row> {
    private static final int MOST_WORDS = 1 << 20;

    private final Iterator<DocumentReader> files;
    private WordCounts words = new WordCounts();
    private Optional<DocumentReader> open = Optional.empty();
    private int next;

    WordCountRows(Iterator<DocumentReader> files) {
        this.files = files;
    }

    @Override
    public boolean hasNext() {
        if (next == words.size()) {
            count();
        }
        return next < words.size();
    }

    @Override
    public Row next() {
        Row row = RowFactory.create(words.word(next), words.count(next));
        next++;
        return row;
    }

    private void count() {
        words = new WordCounts();
        next = 0;
        while (words.size() < MOST_WORDS && (open.isPresent() || files.hasNext())) {
            DocumentReader documents = open.orElseGet(files::next);
            open = Optional.of(documents);
            count(documents);
            if (!documents.hasNext()) {
                close(documents);
                open = Optional.empty();
            }
        }
    }

    private void count(DocumentReader documents) {
        while (words.size() < MOST_WORDS && documents.hasNext()) {
            if (documents.next() instanceof Document document) {
                words.count(document.utf8Text(), 0, document.utf8Text().length);
            }
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
