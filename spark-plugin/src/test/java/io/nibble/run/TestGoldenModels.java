package io.nibble.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.build.FloatMlp;
import io.nibble.build.TestQuantizer;
import io.nibble.file.storage.BytesSource;
import io.nibble.graph.ModelHeader;
import io.nibble.graph.operator.Int4Settings;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One committed file for each version of the format. It is never written anew: every later release
 * must read it, score with it, and make the same bytes of the same float model.
 */
@ExtendWith(OffHeapLeaks.class)
class TestGoldenModels {
  private static final int WIDTH = 40;
  private static final int ROWS = 2;

  /** File, what made it, the scores of {@link #rows}. */
  static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of(
            1,
            TestQuantizer.settings(32, false),
            new float[] {
              0.37422442f, -0.5631333f, 0.14042163f, 0.55352515f, -0.38057464f, -0.30854276f
            }),
        Arguments.of(
            2,
            TestQuantizer.bfloat16(32, false),
            new float[] {
              0.35599303f, -0.5760465f, 0.14633448f, 0.55745465f, -0.36704922f, -0.3120298f
            }));
  }

  @ParameterizedTest(name = "version {0}")
  @MethodSource("models")
  void areReadAndScoreAsEver(int version, Int4Settings settings, float[] scores)
      throws IOException {
    BytesSource file = new BytesSource("golden", golden(version));
    ModelHeader header = ModelHeader.read(file);
    ModelFile.verify(file, header);
    assertThat(header.formatVersion()).isEqualTo(version);
    for (Kernels kernels : Kernels.available()) {
      try (Model model = TestModel.load(file.bytes(), kernels)) {
        assertThat(TestModel.scores(model, rows(), ROWS)).as("%s", kernels).containsExactly(scores);
      }
    }
  }

  @ParameterizedTest(name = "version {0}")
  @MethodSource("models")
  void areWrittenAsEver(int version, Int4Settings settings, float[] scores) throws IOException {
    FloatMlp mlp = FloatMlp.random(11, true, Activation.RELU, WIDTH, 33, 3);
    assertThat(TestQuantizer.quantize(mlp, settings, "fc1")).isEqualTo(golden(version));
  }

  private static byte[] golden(int version) throws IOException {
    String name = "/golden/model-v" + version + ".nibble";
    try (InputStream in = TestGoldenModels.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** Two rows of multiples of 1/16 that every binary format holds. */
  private static float[] rows() {
    float[] rows = new float[ROWS * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (i * 37 % 101 - 50) / 16f;
    }
    return rows;
  }
}
