package dev.perennial.tests.benchmark;

import dev.perennial.tests.text.DemoText;
import dev.perennial.tokenize.Encoder;
import dev.perennial.tokenize.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** What a megabyte of one word costs beside a megabyte of prose: nothing may be quadratic. */
final class WordShapes {
    private static final int BYTES = 1 << 20;
    private static final int ROUNDS = 9;

    private final Map<String, byte[]> texts = new LinkedHashMap<>();

    WordShapes() throws IOException {
        ByteArrayOutputStream prose = new ByteArrayOutputStream();
        for (byte[] document : DemoText.ENGLISH.documents()) {
            prose.writeBytes(document);
        }
        byte[] english = prose.toByteArray();
        String letters = new String(english, StandardCharsets.UTF_8).replaceAll("[^a-zA-Z]", "");
        texts.put("English prose", Arrays.copyOf(english, BYTES));
        texts.put("its letters without spaces", Arrays.copyOf(letters.getBytes(StandardCharsets.UTF_8), BYTES));
        texts.put("one letter", word(random -> 'a'));
        texts.put("random letters", word(bound -> 'a' + bound % 26));
        texts.put("random digits", word(bound -> '0' + bound % 10));
        texts.put("random punctuation", word(bound -> "!?.,;:-()[]{}".charAt(bound % 13)));
        texts.put("spaces", word(bound -> ' '));
        texts.put("newlines", word(bound -> '\n'));
        texts.put("one combining mark", word(bound -> 0x301));
        texts.put("combining marks out of order", word(bound -> "\u0301\u0323\u0345\u0F71\u0F73".charAt(bound % 5)));
        texts.put("emoji", word(bound -> 0x1F600 + bound % 64));
        texts.put("Chinese without spaces", word(bound -> 0x4E00 + bound % 4096));
    }

    private static byte[] word(IntUnaryOperator character) {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        int bytes = 0;
        while (bytes < BYTES) {
            String next = Character.toString(character.applyAsInt(random.nextInt(1 << 16)));
            text.append(next);
            bytes += next.getBytes(StandardCharsets.UTF_8).length;
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    String table(Tokenizer tokenizer) {
        Map<String, Double> milliseconds = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            // The best of the rounds: the first ones are interpreted.
            texts.forEach((name, text) -> milliseconds.merge(name, milliseconds(tokenizer.encoder(), text), Math::min));
        }
        double prose = milliseconds.get("English prose");
        StringBuilder table = new StringBuilder("| 1 MB of | ms | against prose |\n|---|---|---|\n");
        milliseconds.forEach((name, time) ->
                table.append(String.format(Locale.ROOT, "| %s | %.1f | %.1f |%n", name, time, time / prose)));
        return table.toString();
    }

    private static double milliseconds(Encoder encoder, byte[] text) {
        long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        encoder.encode(text, 0, text.length);
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun) / 1e6;
    }
}
