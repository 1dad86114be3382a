package io.nibble.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.memory.ElementType;
import io.nibble.run.OffHeapLeaks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The grid of torchao's own test of dynamic int8 activations with int4 weights on CPU: two layers,
 * 64 → 32 → 64, group size 32, results compared with the float model.
 */
@ExtendWith(OffHeapLeaks.class)
class TestTorchaoGrid {
  private static final int[] WIDTHS = {64, 32, 64};

  // Every shape sees all of these rows, so that chance does not decide for a batch of one.
  private static final int ROWS = 640;

  /**
   * One case.
   *
   * @param shape of the input without its last dimension; flattened to rows
   */
  record Case(
      Kernels kernels,
      ElementType type,
      ActivationQuantization mode,
      boolean symmetricWeights,
      boolean bias,
      List<Integer> shape) {
    int rows() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Kernels kernels : Kernels.available()) {
      for (ElementType type : ElementType.values()) {
        for (ActivationQuantization mode : ActivationQuantization.values()) {
          for (boolean symmetric : new boolean[] {false, true}) {
            for (boolean bias : new boolean[] {true, false}) {
              for (List<Integer> shape :
                  List.of(List.of(1), List.of(160), List.of(4, 1), List.of(4, 160))) {
                cases.add(new Case(kernels, type, mode, symmetric, bias, shape));
              }
            }
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isNearTheFloatModel(Case c) {
    FloatMlp mlp = FloatMlp.random(11, c.bias(), Activation.IDENTITY, WIDTHS);
    mlp.layers.forEach(layer -> round(c.type(), layer.weight()));
    float[] x = FloatMlp.normal(new Random(11), ROWS * WIDTHS[0], 1);
    round(c.type(), x);
    try (TypedLayer first = typed(c, mlp.layers.get(0));
        TypedLayer second = typed(c, mlp.layers.get(1))) {
      float[] y = new float[ROWS * WIDTHS[2]];
      for (int row = 0; row < ROWS; row += c.rows()) {
        float[] input = Arrays.copyOfRange(x, row * WIDTHS[0], (row + c.rows()) * WIDTHS[0]);
        float[] output = second.apply(first.apply(input));
        System.arraycopy(output, 0, y, row * WIDTHS[2], output.length);
      }
      assertThat(sqnr(mlp, x, y)).isGreaterThan(c.type() == ElementType.FLOAT32 ? 20 : 15);
    }
  }

  private static TypedLayer typed(Case c, FloatMlp.Layer layer) {
    return new TypedLayer(c.kernels(), c.type(), c.mode(), c.symmetricWeights(), layer, c.rows());
  }

  private static void round(ElementType type, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Halves.rounded(type, values[i]);
    }
  }

  private static double sqnr(FloatMlp mlp, float[] x, float[] y) {
    int outputs = WIDTHS[2];
    double signal = 0;
    double noise = 0;
    for (int row = 0; row < x.length / WIDTHS[0]; row++) {
      double[] exact = mlp.answer(Arrays.copyOfRange(x, row * WIDTHS[0], (row + 1) * WIDTHS[0]));
      for (int i = 0; i < outputs; i++) {
        signal += exact[i] * exact[i];
        noise += Math.pow(exact[i] - y[row * outputs + i], 2);
      }
    }
    return 10 * Math.log10(signal / noise);
  }
}
