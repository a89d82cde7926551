package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordReaderTest {
    enum Colour {
        DARK_RED,
        BLUE
    }

    @Choice(key = "curve")
    sealed interface Curve permits Flat, Steep {}

    record Flat(double rate) implements Curve {}

    record Steep(double from, double to) implements Curve {}

    record Inner(@Default("3") int size, @Default("5 %") Share share) {
        Inner {
            if (size > 9) {
                throw new PerennialException(ErrorCode.CONFIGURATION, "Cannot take size: got " + size + ".");
            }
        }
    }

    record Outer(
            String name,
            Tokens tokens,
            @Default("{}") Inner inner,
            @Default("[]") List<String> files,
            Optional<Seed> seed,
            @Default("{}") Map<String, Inner> parts,
            @Default("blue") Colour colour,
            @Default("{ curve = flat, rate = 0.5 }") Curve curve,
            @Default("1 %") Length warmUp,
            @Default("false") boolean strict,
            @Default("7") long checkpointEvery,
            @Default("4") List<Pace> paces) {}

    @Shorthand("steps")
    record Pace(@Default("9k") Tokens until, int steps) {}

    @TempDir
    java.nio.file.Path folder;

    private final Problems problems = new Problems();

    private Outer read(String text, String... overrides) {
        return new RecordReader(problems)
                .read(ConfigurationFile.read(file(text), List.of(overrides)).root(), Outer.class);
    }

    private File file(String text) {
        try {
            return Files.writeString(folder.resolve("a.conf"), text).toFile();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anIncludeOfWhatIsNotThereIsRefusedByName() throws IOException {
        Files.writeString(folder.resolve("inner.conf"), "size = 4\n");
        Files.writeString(folder.resolve("deep.conf"), "include \"nowhere.conf\"\n");
        assertThat(including("include \"inner.conf\"").getInt("size")).isEqualTo(4);
        assertThat(including("include \"inner\"").getInt("size")).isEqualTo(4);
        assertThat(including("a { include file(\"" + folder.resolve("inner.conf") + "\") }")
                        .getInt("a.size"))
                .isEqualTo(4);
        for (String include :
                List.of("include \"iner.conf\"", "a { include \"iner.conf\" }", "include file(\"iner.conf\")")) {
            assertThatThrownBy(() -> including(include))
                    .hasMessageContaining("outer.conf' includes 'iner.conf'")
                    .isInstanceOfSatisfying(
                            PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_FILE));
        }
        assertThatThrownBy(() -> including("include \"deep.conf\"")).hasMessageContaining("'nowhere.conf'");
    }

    private com.typesafe.config.Config including(String text) throws IOException {
        return ConfigurationFile.read(
                Files.writeString(folder.resolve("outer.conf"), text + "\n").toFile(), List.of());
    }

    @Test
    void whatIsNotWrittenHasItsDefault() {
        assertThat(read("name = x, tokens = 5k"))
                .isEqualTo(new Outer(
                        "x",
                        new Tokens(5000),
                        new Inner(3, new Share(1, 20)),
                        List.of(),
                        Optional.empty(),
                        Map.of(),
                        Colour.BLUE,
                        new Flat(0.5),
                        Length.parse("1 %"),
                        false,
                        7,
                        List.of(new Pace(new Tokens(9000), 4))));
        problems.throwIfAny();
    }

    @Test
    void everyKindOfValueIsRead() {
        Outer outer = read(
                """
                name = "a name"
                tokens = 1.5M
                inner { size = 4, share = 1/3 }
                files = [a, "b c"]
                seed = -4
                parts { b { size = 1 }, a {} }
                colour = dark-red
                curve { curve = steep, from = 1e-3, to = 1e-5 }
                warm-up = 20k
                strict = yes
                checkpoint-every = 2k
                paces = [ { until = 1k, steps = 1 }, 16 ]
                """);
        problems.throwIfAny();
        assertThat(outer)
                .isEqualTo(new Outer(
                        "a name",
                        new Tokens(1_500_000),
                        new Inner(4, new Share(1, 3)),
                        List.of("a", "b c"),
                        Optional.of(new Seed(-4)),
                        Map.of("a", new Inner(3, new Share(1, 20)), "b", new Inner(1, new Share(1, 20))),
                        Colour.DARK_RED,
                        new Steep(1e-3, 1e-5),
                        Length.parse("20k"),
                        true,
                        2000,
                        List.of(new Pace(new Tokens(1000), 1), new Pace(new Tokens(9000), 16))));
    }

    @Test
    void aSingleValueStandsForARecordOrNamesAChoice() {
        assertThat(read("name = x, tokens = 1, paces = 3").paces()).containsExactly(new Pace(new Tokens(9000), 3));
        assertThat(read("name = x, tokens = 1, curve = flat")).isNull();
        assertThat(problems.all())
                .extracting(Problem::message)
                .containsExactly("Cannot do without the key 'rate': it has no default.");
    }

    @Test
    void allProblemsAreFoundAtOnceEachWithFileAndLine() {
        Outer nothing = read(
                """
                name = x
                tokns = 5
                inner { size = many }
                files = here
                seed = 1.5
                parts { p { shar = 1/2 } }
                colour = dark-rd
                curve { curve = stepe, from = 1 }
                warm-up = soon
                strict = perhaps
                """);
        assertThat(nothing).isNull();
        assertThat(problems.all())
                .extracting(problem -> problem.toString().replace(folder + "/", ""))
                .satisfiesOnlyOnce(p -> assertThat(p).startsWith("a.conf:1: tokens: Cannot do without the key"))
                .satisfiesOnlyOnce(
                        p -> assertThat(p).startsWith("a.conf:2: tokns: ").contains("Did you mean 'tokens'?"))
                .satisfiesOnlyOnce(
                        p -> assertThat(p).startsWith("a.conf:3: inner.size: ").contains("a whole number"))
                .satisfiesOnlyOnce(
                        p -> assertThat(p).startsWith("a.conf:4: files: ").contains("a list in [ ]"))
                .satisfiesOnlyOnce(p -> assertThat(p).startsWith("a.conf:5: seed: "))
                .satisfiesOnlyOnce(p ->
                        assertThat(p).startsWith("a.conf:6: parts.p.shar: ").contains("'share'"))
                .satisfiesOnlyOnce(
                        p -> assertThat(p).startsWith("a.conf:7: colour: ").contains("'dark-red'"))
                .satisfiesOnlyOnce(
                        p -> assertThat(p).startsWith("a.conf:8: curve.curve: ").contains("'steep'"))
                .satisfiesOnlyOnce(p -> assertThat(p).startsWith("a.conf:9: warm-up: "))
                .satisfiesOnlyOnce(
                        p -> assertThat(p).startsWith("a.conf:10: strict: ").contains("true or false"))
                .hasSize(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inner = 5                     | a section in { }",
                "name = [x]                    | a single value",
                "files = [a, null]             | a single value",
                "curve { rate = 1 }            | curve = one of flat, steep",
                "inner { size = 10 }           | Cannot take size",
                "inner { size = -1 }           | a whole number, zero or more",
                "inner { size = 3B }           | a whole number",
                "inner { share = 1.5 }         | from 0 to 1",
                "curve { curve = flat, rate = NaN } | a finite number",
                "curve { curve = flat, from = 1, rate = 1 } | Cannot use the key 'from'"
            })
    void whatDoesNotFitIsSaid(String line, String reason) {
        read("name = x, tokens = 1\n" + line);
        assertThat(problems.all()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("a.conf:2", reason));
    }

    @Test
    void aSettingOfTheCommandLineStandsOverTheFile() {
        Outer outer = read("name = x, tokens = 1", "tokens=9k", "inner.size=5", "files=[c]", "tokens = 8k");
        assertThat(outer.tokens()).isEqualTo(new Tokens(8000));
        assertThat(outer.inner().size()).isEqualTo(5);
        assertThat(outer.files()).containsExactly("c");
    }

    @Test
    void aSettingChangesWhatTheFileRefersTo() {
        Outer outer = read("let { t = 5 }, name = x, tokens = ${let.t}", "let.t=7");
        assertThat(outer).isNull();
        assertThat(problems.all()).singleElement().satisfies(p -> assertThat(p.message())
                .contains("'let'"));
        assertThat(ConfigurationFile.read(file("let { t = 5 }, tokens = ${let.t}"), List.of("let.t=7"))
                        .getInt("tokens"))
                .isEqualTo(7);
        assertThat(ConfigurationFile.read(file("let { t = 5 }, tokens = 1"), List.of("tokens=${let.t}"))
                        .getInt("tokens"))
                .isEqualTo(5);
    }

    @Test
    void aWrongSettingIsNamedAsTheCommandLinesOwn() {
        read("name = x, tokens = 1", "inner.sise=4");
        assertThat(problems.all()).singleElement().satisfies(p -> assertThat(p.location())
                .startsWith("--set inner.sise=4"));
    }

    @ParameterizedTest
    @CsvSource({"tokens", "=5", "''"})
    void aSettingIsAPathAndAValue(String override) {
        refuses(ErrorCode.CONFIGURATION, "name = x", override);
    }

    @Test
    void whatIsNoHoconIsRefusedWithItsLine() {
        assertThat(refuses(ErrorCode.CONFIGURATION, "name = x\ninner { size = 4\n"))
                .contains("a.conf");
        assertThat(refuses(ErrorCode.CONFIGURATION, "name = ${let.nothing}")).contains("a.conf: 1", "let.nothing");
        assertThat(refuses(ErrorCode.CONFIGURATION, "name = x", "name=}")).contains("--set name=}");
    }

    @Test
    void aMissingFileIsSaidToBeMissing() {
        assertThatThrownBy(
                        () -> ConfigurationFile.read(folder.resolve("no.conf").toFile(), List.of()))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_FILE))
                .hasMessageContaining("no.conf");
    }

    private String refuses(ErrorCode code, String text, String... overrides) {
        PerennialException refusal = org.assertj.core.api.Assertions.catchThrowableOfType(
                PerennialException.class, () -> ConfigurationFile.read(file(text), List.of(overrides)));
        assertThat(refusal.code()).isEqualTo(code);
        return refusal.getMessage();
    }

    @Shorthand("share")
    record Portion(Share share, @Default("{}") Map<String, Portion> parts) {}

    record Nest(Map<String, Portion> mix, @Default("[]") List<Inner> inner) {}

    private Nest nest(String text) {
        return new RecordReader(problems)
                .read(ConfigurationFile.read(file(text), List.of()).root(), Nest.class);
    }

    @Test
    void singleValueStandsForTheSectionItIsShortFor() {
        Portion half = new Portion(new Share(1, 2), Map.of());
        assertThat(nest("mix { a = 1/2, b { share = 1/2, parts { c = 1/2, d { share = 50 % } } } }")
                        .mix())
                .isEqualTo(Map.of("a", half, "b", new Portion(new Share(1, 2), Map.of("c", half, "d", half))));
        problems.throwIfAny();
        nest("mix { a = 1/2, b { share = 1/2, parts { c = x } } }");
        assertThat(problems.all().get(0).toString()).contains("a.conf:1: mix.b.parts.c.share", "got 'x'");
    }

    @Test
    void oneSectionIsAListOfOne() {
        assertThat(nest("mix {}, inner { size = 4 }").inner())
                .isEqualTo(nest("mix {}, inner = [{ size = 4 }]").inner());
        problems.throwIfAny();
        nest("mix {}, inner = 4");
        assertThat(problems.all().get(0).toString()).contains("expected a list in [ ]");
    }
}
