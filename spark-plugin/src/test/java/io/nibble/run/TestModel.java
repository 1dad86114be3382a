package io.nibble.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.build.FloatMlp;
import io.nibble.build.TestQuantizer;
import io.nibble.file.ModelException;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.memory.OffHeap;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(OffHeapLeaks.class)
class TestModel {
  private static final int WIDTH = 100;
  private static final int OUTPUTS = 10;

  private final FloatMlp mlp = FloatMlp.random(7, true, Activation.RELU, WIDTH, 64, 48, OUTPUTS);

  static Stream<Kernels> kernels() {
    return Kernels.available().stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void int4IsNearTheFloatModel(Kernels kernels) throws IOException {
    try (Model model = load(TestQuantizer.quantize(mlp, 32, false), kernels)) {
      float[] rows = rows(160, WIDTH);
      assertThat(sqnr(rows, scores(model, rows, 160))).isGreaterThan(17);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void bfloat16ScalesLoseLittle(Kernels kernels) throws IOException {
    float[] rows = rows(160, WIDTH);
    try (Model exact = load(TestQuantizer.quantize(mlp, 32, false), kernels);
        Model rounded =
            load(TestQuantizer.quantize(mlp, TestQuantizer.bfloat16(32, false)), kernels)) {
      assertThat(sqnr(rows, scores(rounded, rows, 160)))
          .isGreaterThan(sqnr(rows, scores(exact, rows, 160)) - 0.5);
      assertThat(rounded.nativeBytes()).isLessThan(exact.nativeBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void skippedLayersAreTheFloatModel(Kernels kernels) throws IOException {
    try (Model model = load(TestQuantizer.quantize(mlp, 32, false, "*"), kernels)) {
      float[] rows = rows(33, WIDTH);
      // Float32 against float64: rounding errors of sums of about 100 terms.
      assertThat(sqnr(rows, scores(model, rows, 33))).isGreaterThan(120);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxGivesProbabilities(Kernels kernels) throws IOException {
    mlp.softmax = true;
    try (Model model = load(TestQuantizer.quantize(mlp, 32, false, "*"), kernels)) {
      float[] rows = rows(5, WIDTH);
      float[] scores = scores(model, rows, 5);
      assertThat(sqnr(rows, scores)).isGreaterThan(110);
      for (int row = 0; row < 5; row++) {
        double sum = 0;
        for (int i = 0; i < OUTPUTS; i++) {
          sum += scores[row * OUTPUTS + i];
        }
        assertThat(sum).isBetween(1 - 1e-6, 1 + 1e-6);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyImplementationGivesTheSameBits(Kernels kernels) throws IOException {
    for (boolean symmetric : new boolean[] {true, false}) {
      for (Int4Settings settings :
          List.of(TestQuantizer.settings(64, symmetric), TestQuantizer.bfloat16(32, symmetric))) {
        byte[] file = TestQuantizer.quantize(mlp, settings, "fc1");
        float[] rows = rows(37, WIDTH);
        try (Model model = load(file, kernels);
            Model plain = load(file, Kernels.java())) {
          assertThat(scores(model, rows, 37)).containsExactly(scores(plain, rows, 37));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aRowIsTheSameInAnyBatch(Kernels kernels) throws IOException {
    try (Model model = load(TestQuantizer.quantize(mlp, 32, false), kernels)) {
      float[] rows = rows(21, WIDTH);
      float[] whole = scores(model, rows, 21);
      for (int capacity : new int[] {1, 2, 5, 16, 20}) {
        assertThat(scores(model, rows, capacity)).containsExactly(whole);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aBadRowLeavesItsNeighboursAlone(Kernels kernels) throws IOException {
    float[] rows = rows(6, WIDTH);
    for (String skip : new String[] {"fc0", "fc2"}) {
      try (Model model = load(TestQuantizer.quantize(mlp, 32, false, skip), kernels);
          Session session = model.session(6)) {
        float[] good = scores(model, rows, 6);
        float[] bad = rows.clone();
        bad[WIDTH + 3] = Float.NaN;
        bad[3 * WIDTH] = Float.NEGATIVE_INFINITY;
        bad[4 * WIDTH + 99] = Float.POSITIVE_INFINITY;
        session.input().copyFrom(bad, 0, 0, bad.length);
        session.run(6);
        for (int row = 0; row < 6; row++) {
          boolean sound = row != 1 && row != 3 && row != 4;
          assertThat(session.inputFinite(row)).isEqualTo(sound);
          if (sound) {
            assertThat(session.outputFinite(row)).isTrue();
            float[] scores = new float[OUTPUTS];
            session.output().copyTo(row * OUTPUTS, scores, 0, OUTPUTS);
            assertThat(scores)
                .containsExactly(Arrays.copyOfRange(good, row * OUTPUTS, (row + 1) * OUTPUTS));
          }
        }
      }
    }
  }

  @Test
  void marksResultsThatOverflow() throws IOException {
    Arrays.fill(mlp.layers.get(2).weight(), 1e30f);
    try (Model model = load(TestQuantizer.quantize(mlp, 32, false, "*"), Kernels.java());
        Session session = model.session(2)) {
      float[] rows = rows(2, WIDTH);
      for (int i = 0; i < WIDTH; i++) {
        rows[i] *= 1e30f;
      }
      session.input().copyFrom(rows, 0, 0, rows.length);
      session.run(2);
      assertThat(session.inputFinite(0)).isTrue();
      assertThat(session.outputFinite(0)).isFalse();
      assertThat(session.outputFinite(1)).isTrue();
    }
  }

  @Test
  void batchChecksItsRows() throws IOException {
    try (Model model = load(TestQuantizer.quantize(mlp, 32, false), Kernels.java());
        Session session = model.session(4)) {
      assertThat(session.capacity()).isEqualTo(4);
      assertThat(session.input().size()).isEqualTo(4 * 4 * WIDTH);
      assertThat(session.output().size()).isEqualTo(4 * 4 * OUTPUTS);
      assertThatThrownBy(() -> session.run(5)).hasMessage("rows is 5, expected 0 to 4");
      assertThatThrownBy(() -> session.run(-1)).hasMessage("rows is -1, expected 0 to 4");
      assertThatThrownBy(() -> model.session(0)).hasMessage("rows is 0, expected 1 or more");
      session.run(0);
      assertThat(session.kernelNanos()).isZero();
      session.run(3);
      assertThat(session.kernelNanos()).isPositive();
      assertThat(session.inputFinite(2)).isTrue();
      assertThatThrownBy(() -> session.inputFinite(3))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("row 3 of a run of 3 rows");
    }
  }

  @Test
  void aClosedModelFailsItsBatches() throws IOException {
    Model model = load(TestQuantizer.quantize(mlp, 32, false), Kernels.java());
    try (Session session = model.session(1)) {
      model.close();
      model.close();
      assertThatThrownBy(() -> session.run(1)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void isMadeOfTheDataAsItLiesInTheFile() throws IOException {
    byte[] file = TestQuantizer.quantize(mlp, 32, false);
    ModelHeader read = ModelHeader.read(new BytesSource("model", file));
    ModelHeader header = ModelHeader.parse(read.bytes(), read.dataBytes(), "copy");
    assertThat(header.contentHash()).isEqualTo(read.contentHash());
    OffHeap data = OffHeap.allocate(header.dataBytes());
    data.all().copyFrom(file, (int) header.dataOffset(), 0, (int) header.dataBytes());
    float[] rows = rows(3, WIDTH);
    try (Model model = Model.of(header, data, Kernels.java());
        Model loaded = load(file, Kernels.java())) {
      assertThat(model.nativeBytes()).isEqualTo(header.dataBytes());
      assertThat(scores(model, rows, 3)).containsExactly(scores(loaded, rows, 3));
    }
    try (OffHeap small = OffHeap.allocate(header.dataBytes() - 1)) {
      assertThatThrownBy(() -> Model.of(header, small, Kernels.java()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the data block has");
    }
  }

  @Test
  void aDamagedFileIsRefusedWithoutLeaks() {
    byte[] file = TestQuantizer.quantize(mlp, 32, false);
    file[file.length - 1] ^= 1;
    assertThatThrownBy(() -> load(file, Kernels.java()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("the file is damaged");
  }

  static Model load(byte[] file, Kernels kernels) throws IOException {
    return ModelFile.load(new BytesSource("model", file), kernels);
  }

  static float[] rows(int rows, int width) {
    return FloatMlp.normal(new Random(rows), rows * width, 1);
  }

  /** Scores of all rows, in runs of up to {@code capacity}. */
  static float[] scores(Model model, float[] rows, int capacity) {
    int inputs = model.header().inputWidth();
    int outputs = model.header().outputWidth();
    int count = rows.length / inputs;
    float[] scores = new float[count * outputs];
    try (Session session = model.session(capacity)) {
      for (int from = 0; from < count; from += capacity) {
        int run = Math.min(capacity, count - from);
        session.input().copyFrom(rows, from * inputs, 0, run * inputs);
        session.run(run);
        session.output().copyTo(0, scores, from * outputs, run * outputs);
      }
    }
    return scores;
  }

  private double sqnr(float[] rows, float[] scores) {
    double signal = 0;
    double noise = 0;
    for (int row = 0; row < rows.length / WIDTH; row++) {
      double[] exact = mlp.answer(Arrays.copyOfRange(rows, row * WIDTH, (row + 1) * WIDTH));
      for (int i = 0; i < OUTPUTS; i++) {
        double error = exact[i] - scores[row * OUTPUTS + i];
        signal += exact[i] * exact[i];
        noise += error * error;
      }
    }
    return 10 * Math.log10(signal / noise);
  }
}
