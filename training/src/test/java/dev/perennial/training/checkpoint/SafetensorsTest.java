package dev.perennial.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.checkpoint.Safetensors.Section;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import dev.perennial.training.model.TinyModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static final Configuration HADOOP = new Configuration();
    private static final ParameterLayout LAYOUT = ParameterLayout.of(TinyModels.ODD);

    @TempDir
    java.nio.file.Path folder;

    private java.nio.file.Path file;
    private ByteBuffer vector;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("model.safetensors");
        vector = vector();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < LAYOUT.total(); i++) {
            vector.putFloat(4 * i, (float) random.nextDouble(-1, 1));
        }
        Safetensors.write(path(), HADOOP, LAYOUT, List.of(new Section("", vector)));
    }

    private static ByteBuffer vector() {
        return ByteBuffer.allocateDirect((int) LAYOUT.total() * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    private Path path() {
        return new Path(file.toUri());
    }

    private ByteBuffer read() {
        ByteBuffer read = vector();
        Safetensors.read(path(), HADOOP, LAYOUT, List.of(new Section("", read)));
        return read;
    }

    private byte[] bytes() throws IOException {
        return Files.readAllBytes(file);
    }

    /** Replaces the file as another program would: without the checksum beside it. */
    private void replace(byte[] bytes) throws IOException {
        Files.deleteIfExists(folder.resolve(".model.safetensors.crc"));
        Files.write(file, bytes);
    }

    private int headerLength() throws IOException {
        return (int) ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private String header() throws IOException {
        return new String(bytes(), Long.BYTES, headerLength(), StandardCharsets.UTF_8);
    }

    /** The same data under another header. */
    private void header(String json) throws IOException {
        byte[] data = Arrays.copyOfRange(bytes(), Long.BYTES + headerLength(), bytes().length);
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        replace(ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array());
    }

    private void refused(String reason) {
        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT))
                .hasMessageContaining("model.safetensors")
                .hasMessageContaining(reason);
    }

    @Test
    void everyFloatComesBackAsItWas() {
        assertThat(read()).isEqualTo(vector);
    }

    @Test
    void severalVectorsStandUnderTheirPrefixes() throws IOException {
        ByteBuffer other = vector();
        other.putFloat(0, 42);
        Safetensors.write(path(), HADOOP, LAYOUT, List.of(new Section("a.", vector), new Section("b.", other)));
        ByteBuffer a = vector();
        ByteBuffer b = vector();
        Safetensors.read(path(), HADOOP, LAYOUT, List.of(new Section("b.", b), new Section("a.", a)));
        assertThat(a).isEqualTo(vector);
        assertThat(b).isEqualTo(other);
    }

    @Test
    void theHeaderIsAlignedAndItsTensorsFillTheFileWithoutHoles() throws IOException {
        assertThat(headerLength() % Long.BYTES).isZero();
        Map<Long, Long> ranges = new TreeMap<>();
        var header = Json.read(header(), com.fasterxml.jackson.databind.JsonNode.class, "header");
        for (Tensor tensor : LAYOUT.tensors()) {
            var entry = header.get(tensor.name());
            assertThat(entry.get("dtype").asText()).isEqualTo("F32");
            ranges.put(
                    entry.at("/data_offsets/0").asLong(),
                    entry.at("/data_offsets/1").asLong());
        }
        long next = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            assertThat(range.getKey()).isEqualTo(next);
            next = range.getValue();
        }
        assertThat(Long.BYTES + headerLength() + next).isEqualTo(bytes().length);
    }

    @Test
    void theSameWeightsAreTheSameBytes() throws IOException {
        byte[] first = bytes();
        Safetensors.write(path(), HADOOP, LAYOUT, List.of(new Section("", vector)));
        assertThat(bytes()).isEqualTo(first);
    }

    @Test
    void aHeaderLengthThatCannotBeIsRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] whole = bytes();
        for (long length : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, whole.length}) {
            ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
            replace(whole);
            refused("header claims");
        }
    }

    @Test
    void aFileCutShortIsRefused() throws IOException {
        byte[] whole = bytes();
        for (int length : new int[] {0, 7, 8, 100, whole.length / 2, whole.length - 1}) {
            replace(Arrays.copyOf(whole, length));
            refused("Cannot read");
        }
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        Files.delete(file);
        refused("the file is gone");
    }

    @Test
    void aTensorThatIsMissingOrOfAnotherTypeOrShapeIsRefusedByName() throws IOException {
        String good = header();
        header(good.replace("\"F32\"", "\"I32\""));
        refused("is I32 of shape [97, 20], expected F32 of shape");
        header(good.replace("\"F32\"", "\"F16\""));
        refused("does not add up");
        header(good.replace("\"F32\"", "\"X32\""));
        refused("does not add up");
        header(good.replace("gpt_neox.embed_in.weight", "embed_in.weight"));
        refused("tensor 'gpt_neox.embed_in.weight' is missing");
        header(good.replace("[97,20]", "[20,97]"));
        refused("expected F32 of shape [97, 20]");
        header("[]");
        refused("not a JSON object");
        header("{\"a\":");
        refused("not the JSON");
    }

    @Test
    void offsetsOutsideTheFileOrInEachOthersWayAreRefused() throws IOException {
        String good = header();
        var node = (com.fasterxml.jackson.databind.node.ObjectNode)
                Json.read(good, com.fasterxml.jackson.databind.JsonNode.class, "header");
        String norm = "gpt_neox.final_layer_norm.";
        long from = node.get(norm + "weight").at("/data_offsets/0").asLong();
        String bias = node.get(norm + "bias").get("data_offsets").toString();
        for (String offsets :
                List.of("[-80,0]", "[9223372036854775000,9223372036854775080]", "[80,0]", "[0,84]", "[]")) {
            header(good.replace(bias, offsets));
            refused("tensor '");
        }
        header(good.replace("[97,20]", "[9223372036854775807,9223372036854775807]"));
        refused("does not add up");
        header(good.replace("[97,20]", "[-97,-20]"));
        refused("does not add up");
        header(good.replace("[97,20]", "[97.0,20]"));
        refused("does not add up");
        header("{\"hole\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[9,9]}," + good.substring(1));
        refused("overlaps another");
        header("{\"__metadata__\":{},\"late\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[8,9]}}");
        refused("leaves a hole");
        header("{\"twin\":{},\"twin\":{}}");
        refused("uplicate field 'twin'");
        header("{}");
        refused("end at byte 0 of");
        header(good.replace(bias, "[" + from + "," + (from + 80) + "]"));
        refused("overlaps another");
        header(good.replace(bias, "[" + (from - 4) + "," + (from + 76) + "]"));
        refused("overlaps another");
    }

    /** What HDFS or S3 would hand out without a word: the file system knows no checksum of it. */
    @Test
    void aFlippedBitIsRefusedByTheManifestsHash() throws IOException {
        byte[] whole = bytes();
        String sha256 = dev.perennial.conf.Fingerprint.of(whole).hex();
        Safetensors.read(path(), HADOOP, LAYOUT, List.of(new Section("", vector())), sha256);
        whole[whole.length - 3] ^= 4;
        replace(whole);
        read();
        assertThatThrownBy(() -> Safetensors.read(path(), HADOOP, LAYOUT, List.of(new Section("", vector())), sha256))
                .hasMessageContaining("not those that were written");
    }

    @Test
    void aFlippedBitOnALocalDiskIsRefused() throws IOException {
        byte[] whole = bytes();
        whole[whole.length - 3] ^= 4;
        Files.write(file, whole);
        refused("hecksum");
    }

    /** PyTorch's users read the header by hand where the safetensors package is missing. */
    @Test
    void pythonReadsTheSameNumbersByTheFormatAlone() throws Exception {
        Assumptions.assumeThat(Files.isExecutable(java.nio.file.Path.of("/usr/bin/python3")))
                .isTrue();
        String script =
                """
                import json, struct, sys
                raw = open(sys.argv[1], 'rb').read()
                n, = struct.unpack('<Q', raw[:8])
                header = json.loads(raw[8:8 + n])
                assert header.pop('__metadata__') == {'format': 'pt'}
                total = 0.0
                for entry in header.values():
                    a, b = entry['data_offsets']
                    total += sum(struct.unpack('<%df' % ((b - a) // 4), raw[8 + n + a:8 + n + b]))
                print(len(header), repr(total))
                """;
        Process python = new ProcessBuilder("/usr/bin/python3", "-c", script, file.toString())
                .redirectErrorStream(true)
                .start();
        String[] said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" ");
        assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
        double total = LAYOUT.tensors().stream()
                .flatMap(tensor -> java.util.stream.LongStream.range(tensor.offset(), tensor.offset() + tensor.length())
                        .boxed())
                .collect(Collectors.summingDouble(i -> vector.getFloat((int) (4 * i))));
        assertThat(said[0]).isEqualTo("" + LAYOUT.tensors().size());
        assertThat(Double.parseDouble(said[1])).isCloseTo(total, org.assertj.core.api.Assertions.within(1e-9));
    }
}
