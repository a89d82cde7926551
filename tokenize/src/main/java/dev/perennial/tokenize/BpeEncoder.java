package dev.perennial.tokenize;

import java.util.Objects;

/**
 * The Java engine.
 *
 * <p>In Hugging Face's order: raw added tokens are cut out, each piece between them is normalised, normalised added
 * tokens are cut out, and each piece that is left is cut into words, which are merged. Memory is allocated only for
 * pieces that NFC or an added leading space may change.
 */
final class BpeEncoder implements Encoder {
    private final TokenizerModel model;
    private final PreTokenizer preTokenizer;
    private final WholeWords wholeWords;
    private final AddedTokenMatcher rawTokens;
    private final AddedTokenMatcher normalizedTokens;
    private final ShortWordMerger shortWords;
    private final LongWordMerger longWords;
    private final WordCache cache = new WordCache();
    private final LongWordCache longCache = new LongWordCache();
    private final WordBatch batch = new WordBatch();
    private final IdBuffer ids = new IdBuffer();
    private final Piece raw = this::encodeRaw;
    private final Piece normalized = this::encodeNormalized;

    /** What is done with the text between added tokens. */
    private interface Piece {
        void encode(byte[] text, int from, int to);
    }

    BpeEncoder(TokenizerModel model, SpecialTokensInText choice) {
        this.model = model;
        preTokenizer = model.preTokenizer();
        wholeWords = model.wholeWords();
        rawTokens = model.matcher(AddedToken.Matching.RAW, choice);
        normalizedTokens = model.matcher(AddedToken.Matching.NORMALIZED, choice);
        shortWords = new ShortWordMerger(model.merges(), model.vocabulary());
        longWords = new LongWordMerger(model.merges(), model.vocabulary());
    }

    @Override
    public int encode(byte[] utf8, int from, int to) {
        Objects.checkFromToIndex(from, to, utf8.length);
        ids.clear();
        if (Utf8.isValid(utf8, from, to)) {
            encodeBetween(rawTokens, utf8, from, to, raw);
        } else {
            byte[] mended = Utf8.mended(utf8, from, to);
            encodeBetween(rawTokens, mended, 0, mended.length, raw);
        }
        return ids.size();
    }

    @Override
    public int[] ids() {
        return ids.array();
    }

    private void encodeBetween(AddedTokenMatcher tokens, byte[] text, int from, int to, Piece piece) {
        int position = from;
        while (position < to) {
            int found = tokens.seek(text, position, to);
            if (found > position) {
                piece.encode(text, position, found);
            }
            if (found == to) {
                return;
            }
            int token = tokens.longestAt(text, found, to);
            ids.add(tokens.id(token));
            position = found + tokens.length(token);
        }
    }

    private void encodeRaw(byte[] text, int from, int to) {
        if (model.normalization().mayChange(text, from, to)) {
            byte[] changed = model.normalization().normalized(text, from, to);
            encodeBetween(normalizedTokens, changed, 0, changed.length, normalized);
        } else {
            encodeBetween(normalizedTokens, text, from, to, normalized);
        }
    }

    private void encodeNormalized(byte[] text, int from, int to) {
        switch (model.leadingSpace()) {
            case AS_WRITTEN -> encodeWords(text, from, to);
            case ADDED -> {
                if (text[from] == ' ') {
                    encodeWords(text, from, to);
                } else {
                    byte[] spaced = new byte[to - from + 1];
                    spaced[0] = ' ';
                    System.arraycopy(text, from, spaced, 1, to - from);
                    encodeWords(spaced, 0, spaced.length);
                }
            }
        }
    }

    private void encodeWords(byte[] text, int from, int to) {
        for (int position = from; position < to; position = batch.end()) {
            batch.take(preTokenizer, cache, text, position, to);
            int word = batch.appendPacked(ids, 0);
            while (word < batch.size()) {
                encodeWord(text, word);
                word = batch.appendPacked(ids, word + 1);
            }
        }
    }

    /** A word of the batch that has more tokens than most, is long or new, or was new at its first place in the batch. */
    private void encodeWord(byte[] text, int word) {
        int from = batch.start(word);
        int to = batch.end(word);
        if (to - from > PackedWord.LONGEST) {
            encodeLongWord(text, from, to);
            return;
        }
        long low = batch.low(word);
        long high = batch.high(word);
        long found = cache.find(low, high);
        if (found == PackedWords.NOTHING) {
            encodeNewWord(text, from, to, low, high);
        } else {
            cache.appendTo(ids, found);
        }
    }

    private void encodeNewWord(byte[] text, int from, int to, long low, long high) {
        int start = ids.size();
        int id = wholeWords.idOf(low, high);
        if (id == Vocabulary.NONE) {
            shortWords.merge(text, from, to, ids);
        } else {
            ids.add(id);
        }
        cache.put(low, high, ids, start);
    }

    private void encodeLongWord(byte[] text, int from, int to) {
        if (to - from > LongWordCache.LONGEST) {
            mergeLongWord(text, from, to);
            return;
        }
        int known = longCache.find(text, from, to);
        if (known >= 0) {
            longCache.appendTo(ids, known);
        } else {
            int start = ids.size();
            mergeLongWord(text, from, to);
            longCache.put(text, from, to, ids, start);
        }
    }

    private void mergeLongWord(byte[] text, int from, int to) {
        int id = wholeWords.idOfLong(text, from, to);
        if (id != Vocabulary.NONE) {
            ids.add(id);
            return;
        }
        if (to - from <= ShortWordMerger.LONGEST) {
            shortWords.merge(text, from, to, ids);
        } else {
            longWords.merge(text, from, to, ids);
        }
    }
}
