package io.nibble.run;

import static io.nibble.run.HostileCase.file;
import static io.nibble.run.HostileCase.header;
import static io.nibble.run.HostileCase.text;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.ModelException;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.ModelHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that break the safetensors format. */
class TestHostileSafetensors {
  private static final String NIBBLES = "fc1.nibbles";
  private static final String SCALES = "fc1.scales";
  private static final String ZEROS = "fc1.zero_points";

  @ParameterizedTest
  @MethodSource("cases")
  void isRefused(HostileCase hostile) {
    hostile.check();
  }

  @Test
  void isRefusedWhereverItIsCut() {
    byte[] whole = ModelBytes.valid().file();
    ModelBytes bytes = ModelBytes.valid();
    int header = bytes.headerText().getBytes(StandardCharsets.UTF_8).length;
    IntStream.concat(
            IntStream.of(0, 1, 7, 8, 9, 8 + header - 1, 8 + header, whole.length - 1),
            IntStream.range(1, 64).map(i -> i * (whole.length / 64)))
        .forEach(length -> checkCut(whole, length));
  }

  private static void checkCut(byte[] whole, int length) {
    BytesSource source = new BytesSource("cut", Arrays.copyOf(whole, length));
    assertThatThrownBy(() -> ModelHeader.read(source), "cut at " + length)
        .isInstanceOf(ModelException.class)
        .hasMessageMatching("(?s)cut: .*(the file has|outside the data section).*");
  }

  public static Stream<HostileCase> cases() {
    return Stream.of(prefixes(), json(), entries(), ranges()).flatMap(cases -> cases);
  }

  private static Stream<HostileCase> prefixes() {
    return Stream.of(
        file("empty file", b -> new byte[0], "the file has 0 bytes"),
        file("header length 0", b -> withLength(b, 0), "has no sound length"),
        file("header length 1", b -> withLength(b, 1), "has no sound length"),
        file("header length −1", b -> withLength(b, -1), "no length of a header"),
        file("header length 2⁶³", b -> withLength(b, Long.MIN_VALUE), "no length of a header"),
        file("header length 2⁶³−1", b -> withLength(b, Long.MAX_VALUE), "no length of a header"),
        file("header length 2³²+2", b -> withLength(b, (1L << 32) + 2), "no length of a header"),
        file("header longer than the file", b -> withLength(b, b.file().length - 7), "cut off"),
        file("header shorter than its JSON", b -> withLength(b, 100), "not valid JSON"),
        file("header into the data", b -> withLength(b, b.file().length - 8), "not valid"),
        file("header longer than allowed", b -> tooLong(), "expected 2 to 33554432 bytes"));
  }

  private static Stream<HostileCase> json() {
    return Stream.of(
        text("not JSON", t -> "{" + t, "not valid JSON"),
        text("array", t -> "[" + t + "]", "does not begin with '{'"),
        text("leading space", t -> " " + t, "does not begin with '{'"),
        text("two objects", t -> t + t, "not valid JSON"),
        text("trailing text", t -> t + " x", "not valid JSON"),
        text("trailing comma", t -> t.replaceAll("}$", ",}"), "not valid JSON"),
        text("deep array", t -> deep(t, "[".repeat(100_000)), "nesting depth"),
        text("deep object", t -> deep(t, "{\"a\":".repeat(100_000)), "nesting depth"),
        text("many tokens", t -> deep(t, "[" + "0,".repeat(1_000_001)), "Token count"),
        text("long number", t -> deep(t, "9".repeat(1000)), "Number value length"),
        text("duplicate tensor", t -> duplicate(t, SCALES), "a field occurs twice"),
        text(
            "duplicate key",
            t -> t.replace("{\"dtype\"", "{\"shape\":[],\"dtype\""),
            "a field occurs twice"),
        text("duplicate metadata", t -> duplicate(t, "__metadata__"), "a field occurs twice"),
        file("UTF-8", b -> b.file(b.headerText().getBytes(StandardCharsets.UTF_16LE)), "JSON"),
        file("Latin-1", b -> b.file(latin1(b.headerText())), "not valid UTF-8"));
  }

  private static Stream<HostileCase> entries() {
    return Stream.of(
        header("tensor a number", b -> b.header.put(SCALES, 1), "'fc1.scales' is 1, expected an"),
        header("tensor null", b -> b.header.putNull(SCALES), "is null, expected an object"),
        header("metadata array", b -> b.header.putArray("__metadata__"), "not a Nibble model"),
        header(
            "metadata number",
            b -> b.metadata().put("version", 1),
            "'version' is 1, expected a st"),
        header("no dtype", b -> b.tensor(SCALES).remove("dtype"), "has no field 'dtype'"),
        header("no shape", b -> b.tensor(SCALES).remove("shape"), "has no field 'shape'"),
        header(
            "no offsets", b -> b.tensor(SCALES).remove("data_offsets"), "no field 'data_offsets'"),
        header("unknown field", b -> b.tensor(SCALES).put("x", 1), "unknown field 'x'"),
        header(
            "unknown dtype", b -> b.tensor(SCALES).put("dtype", "F31"), "'F31', expected one of"),
        header("dtype case", b -> b.tensor(SCALES).put("dtype", "f32"), "'f32', expected one of"),
        header("dtype number", b -> b.tensor(SCALES).put("dtype", 32), "is 32, expected a string"),
        header("shape text", b -> b.tensor(SCALES).put("shape", "2"), "is '2', expected an array"),
        header("dimension negative", b -> b.shape(SCALES).set(0, -2), "'shape' is -2, expected an"),
        header(
            "dimension fraction", b -> b.shape(SCALES).set(0, 2.0), "is 2.0, expected an integer"),
        header("dimension text", b -> b.shape(SCALES).set(0, "2"), "is '2', expected an integer"),
        header("dimension 2⁶⁴", b -> b.shape(SCALES).set(0, bigInteger()), "expected an integer"),
        header("size overflows", b -> b.shape(SCALES).set(0, Long.MAX_VALUE), "no valid size"),
        header("size wraps to 0", b -> wrap(b), "has no valid size"),
        header("size too small", b -> b.shape(SCALES).set(0, 1), "needs 256"),
        header("wider dtype", b -> b.tensor(SCALES).put("dtype", "F64"), "needs 1024"),
        header("zero-size shape", b -> b.shape(SCALES).set(0, 0), "needs 0"));
  }

  private static Stream<HostileCase> ranges() {
    return Stream.of(
        header("offsets empty", b -> b.offsets(SCALES).removeAll(), "expected [begin, end]"),
        header("one offset", b -> b.offsets(SCALES).remove(1), "expected [begin, end]"),
        header("three offsets", b -> b.offsets(SCALES).add(1), "expected [begin, end]"),
        header("offset negative", b -> b.offsets(SCALES).set(0, -1), "is -1, expected an integer"),
        header("offset text", b -> b.offsets(SCALES).set(0, "0"), "is '0', expected an integer"),
        header(
            "offset fraction", b -> b.offsets(SCALES).set(0, 0.5), "is 0.5, expected an integer"),
        header("reversed", b -> range(b, SCALES, 512, 0), "begin ≤ end"),
        header("end 2⁶³−1", b -> range(b, SCALES, 0, Long.MAX_VALUE), "needs 512"),
        header("far outside", b -> shift(b, ZEROS, 1L << 40), "outside the data section"),
        header("just outside", b -> shift(b, ZEROS, 32), "outside the data section"),
        header("overlap", b -> shift(b, SCALES, -64), "overlaps the one before it"),
        header("same place", b -> shift(b, "fc1.bias", -256), "overlaps"),
        header("hole", b -> shiftAll(b, 64, SCALES, "fc1.comp"), "a hole that starts at"),
        header("hole at the start", b -> b.header.remove(NIBBLES), "a hole that starts at 0"),
        header("unclaimed end", b -> b.header.remove(ZEROS), "but its tensors fill"),
        file("longer data", b -> Arrays.copyOf(b.file(), b.file().length + 1), "its tensors fill"));
  }

  private static byte[] withLength(ModelBytes bytes, long length) {
    return bytes.file(length, bytes.headerText().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] tooLong() {
    byte[] file = new byte[8 + (32 << 20) + 1];
    file[0] = 1;
    file[3] = 2;
    return file;
  }

  private static String deep(String text, String value) {
    return "{\"deep\":" + value + text;
  }

  private static String duplicate(String text, String field) {
    return "{\"" + field + "\":{}," + text.substring(1);
  }

  private static byte[] latin1(String text) {
    return text.replaceFirst("fc1", "fcé").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static java.math.BigInteger bigInteger() {
    return java.math.BigInteger.ONE.shiftLeft(64);
  }

  private static void wrap(ModelBytes bytes) {
    bytes.shape(SCALES).set(0, 1L << 62).set(1, 4);
  }

  private static void range(ModelBytes bytes, String tensor, long begin, long end) {
    bytes.offsets(tensor).set(0, begin).set(1, end);
  }

  private static void shift(ModelBytes bytes, String tensor, long by) {
    range(
        bytes,
        tensor,
        bytes.offsets(tensor).get(0).longValue() + by,
        bytes.offsets(tensor).get(1).longValue() + by);
  }

  private static void shiftAll(ModelBytes bytes, long by, String... tensors) {
    for (String tensor : tensors) {
      shift(bytes, tensor, by);
    }
  }
}
