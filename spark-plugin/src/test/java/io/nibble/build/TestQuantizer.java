package io.nibble.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.file.ModelException;
import io.nibble.file.TensorInfo;
import io.nibble.file.TensorSpec;
import io.nibble.file.TensorType;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.graph.operator.LinearInt4;
import io.nibble.graph.operator.Operator;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.OffHeap;
import io.nibble.run.ModelFile;
import io.nibble.run.OffHeapLeaks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(OffHeapLeaks.class)
public class TestQuantizer {
  private final FloatMlp mlp = FloatMlp.random(1, true, Activation.RELU, 100, 70, 33, 5);

  @Test
  void headerSaysWhatTheFileHolds() throws IOException {
    mlp.softmax = true;
    byte[] file = quantize(mlp, 64, false, "fc1");
    BytesSource source = new BytesSource("model", file);
    ModelHeader header = ModelHeader.read(source);
    ModelFile.verify(source, header);

    assertThat(header.architecture()).isEqualTo("mlp");
    assertThat(header.inputWidth()).isEqualTo(100);
    assertThat(header.outputWidth()).isEqualTo(5);
    assertThat(header.inputNames()).isEmpty();
    assertThat(header.outputNames()).isEmpty();
    assertThat(header.operators().stream().map(Operator::type))
        .containsExactly("linear_int4", "linear_float32", "linear_int4", "softmax");
    assertThat(header.operators().stream().map(Operator::name))
        .containsExactly("fc0", "fc1", "fc2", "softmax");
    assertThat(header.operators().get(0).settings())
        .containsEntry("group_size", "64")
        .containsEntry("weights", "asymmetric")
        .containsEntry("activations", "asymmetric")
        .containsEntry("activation", "relu")
        .containsEntry("bias", "true");
    assertThat(((LinearInt4) header.operators().get(0)).sqnr().orElseThrow()).isBetween(18.0, 26.0);
    assertThat(header.dataOffset() % 64).isZero();
    assertThat(header.contentHash()).hasSize(64);
  }

  @Test
  void theSameModelGivesTheSameBytes() {
    assertThat(quantize(mlp, 32, true)).isEqualTo(quantize(mlp, 32, true));
  }

  @ParameterizedTest
  @CsvSource({"32, true", "64, false", "128, false", "0, false", "0, true"})
  void packedWeightsAreTheQuantizedOnes(int groupSize, boolean symmetric) throws IOException {
    byte[] file = quantize(mlp, groupSize, symmetric);
    ModelHeader header = ModelHeader.read(new BytesSource("model", file));
    PackedLayout layout = new PackedLayout(70, 100, groupSize);
    Int4Rows expected = new Int4Rows(layout, symmetric);
    expected.quantize(mlp.layers.get(0).weight(), new QuantizationNoise());

    TensorInfo nibbles = header.tensors().get("fc0.nibbles");
    try (OffHeap packed = OffHeap.allocate(nibbles.bytes());
        OffHeap values = OffHeap.allocate(7000)) {
      packed
          .all()
          .copyFrom(file, (int) (header.dataOffset() + nibbles.begin()), 0, (int) nibbles.bytes());
      Kernels.java().unpackInt4(layout, packed.all(), values.all());
      byte[] found = new byte[7000];
      values.all().copyTo(0, found, 0, found.length);
      assertThat(found).isEqualTo(expected.values);
    }
  }

  @Test
  void bfloat16ScalesAreInTheHeaderAndTheFile() throws IOException {
    byte[] file = quantize(mlp, bfloat16(32, false), "fc1");
    ModelHeader header = ModelHeader.read(new BytesSource("model", file));
    assertThat(header.formatVersion()).isEqualTo(2);
    assertThat(header.operators().get(0).settings()).containsEntry("scale_dtype", "bf16");
    assertThat(header.tensors().get("fc0.scales").spec())
        .isEqualTo(TensorSpec.of("fc0.scales", TensorType.BF16, 3, 4, 32));

    Int4Rows expected = new Int4Rows(new PackedLayout(70, 100, 32, ElementType.BFLOAT16), false);
    expected.quantize(mlp.layers.get(0).weight(), new QuantizationNoise());
    ByteBuffer scales = ByteBuffer.wrap(tensor(file, "fc0.scales")).order(ByteOrder.LITTLE_ENDIAN);
    for (int n = 0; n < 96; n++) {
      for (int g = 0; g < 4; g++) {
        int bits = scales.getShort(2 * ((n / 32 * 4 + g) * 32 + n % 32)) << 16;
        float scale = n < 70 ? expected.scales[n * 4 + g] : 0;
        assertThat(bits).as("n=%d g=%d", n, g).isEqualTo(Float.floatToRawIntBits(scale));
      }
    }
  }

  @Test
  void float32ScalesStayInVersion1() throws IOException {
    ModelHeader header = ModelHeader.read(new BytesSource("model", quantize(mlp, 32, false)));
    assertThat(header.formatVersion()).isEqualTo(1);
    assertThat(header.operators().get(0).settings()).doesNotContainKey("scale_dtype");
  }

  @Test
  void aModelWithoutInt4StaysInVersion1() throws IOException {
    byte[] file = quantize(mlp, bfloat16(32, false), "*");
    assertThat(ModelHeader.read(new BytesSource("model", file)).formatVersion()).isEqualTo(1);
  }

  @Test
  void aLayerOfManyBlocksIsTheSameAsItsBlocks() {
    // 65,536 inputs make blocks of 64 rows.
    FloatMlp wide = FloatMlp.random(2, true, Activation.RELU, 1 << 16, 100);
    FloatMlp.Layer layer = wide.layers.get(0);
    FloatMlp end = new FloatMlp();
    end.layers.add(
        new FloatMlp.Layer(
            1 << 16,
            36,
            Arrays.copyOfRange(layer.weight(), 64 << 16, 100 << 16),
            Arrays.copyOfRange(layer.bias(), 64, 100),
            Activation.IDENTITY));
    byte[] whole = tensor(quantize(wide, 32, false), "fc0.nibbles");
    byte[] tail = tensor(quantize(end, 32, false), "fc0.nibbles");
    assertThat(Arrays.copyOfRange(whole, whole.length - tail.length, whole.length)).isEqualTo(tail);
    byte[] scales = tensor(quantize(wide, 32, false), "fc0.scales");
    byte[] lastScales = tensor(quantize(end, 32, false), "fc0.scales");
    assertThat(Arrays.copyOfRange(scales, scales.length - lastScales.length, scales.length))
        .isEqualTo(lastScales);
  }

  @Test
  void reportsProgressToTheEnd() throws IOException {
    List<String> layers = new ArrayList<>();
    long[] last = {0, 0};
    Quantizer.of(
            settings(32, false),
            List.of(),
            Kernels.java(),
            (layer, done, total) -> {
              layers.add(layer);
              last[0] = done;
              last[1] = total;
            })
        .quantize(mlp.architecture(), mlp.weights(), new ByteArrayOutputStream());
    assertThat(layers).containsExactly("fc0", "fc1", "fc2");
    assertThat(last).containsExactly(100 * 70 + 70 * 33 + 33 * 5, 100 * 70 + 70 * 33 + 33 * 5);
  }

  @Test
  void refusesASkipPatternThatMatchesNothing() {
    assertThatThrownBy(() -> quantize(mlp, 32, false, "fc9*"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'fc9*' matches none of the layers fc0, fc1, fc2");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void refusesWeightsThatAreNotFinite(float value) {
    mlp.layers.get(1).weight()[77] = value;
    assertThatThrownBy(() -> quantize(mlp, 32, false))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "mlp.safetensors: tensor 'fc1.weight' has "
                + value
                + " at element 77, expected finite values");
  }

  @Test
  void refusesRangesThatOverflow() {
    mlp.layers.get(0).weight()[0] = Float.MAX_VALUE;
    mlp.layers.get(0).weight()[1] = -Float.MAX_VALUE;
    assertThatThrownBy(() -> quantize(mlp, 32, false))
        .hasMessageContaining("'fc0.weight' has a group whose range exceeds float32");
    Arrays.fill(mlp.layers.get(0).weight(), Float.MAX_VALUE);
    assertThatThrownBy(() -> quantize(mlp, 32, true))
        .hasMessageContaining("'fc0.weight' has a row whose sum exceeds float32");
  }

  public static byte[] quantize(FloatMlp mlp, int groupSize, boolean symmetric, String... skip) {
    return quantize(mlp, settings(groupSize, symmetric), skip);
  }

  public static byte[] quantize(FloatMlp mlp, Int4Settings settings, String... skip) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Quantizer.of(settings, List.of(skip), Kernels.java(), QuantizeProgress.NONE)
          .quantize(mlp.architecture(), mlp.weights(), out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Int4Settings settings(int groupSize, boolean symmetric) {
    return new Int4Settings(
        groupSize, symmetric, ActivationQuantization.ASYMMETRIC, ElementType.FLOAT32);
  }

  public static Int4Settings bfloat16(int groupSize, boolean symmetric) {
    return new Int4Settings(
        groupSize, symmetric, ActivationQuantization.ASYMMETRIC, ElementType.BFLOAT16);
  }

  private static byte[] tensor(byte[] file, String name) {
    try {
      ModelHeader header = ModelHeader.read(new BytesSource("model", file));
      TensorInfo tensor = header.tensors().get(name);
      int begin = (int) (header.dataOffset() + tensor.begin());
      return Arrays.copyOfRange(file, begin, begin + (int) tensor.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
