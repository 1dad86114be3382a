package io.nibble.kernel;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.Arrays;

/** Compares the ISA {@code amx} with plain Java and exits with 1 if a bit differs. */
final class MultiplyWithAmx {
  private static final int ROWS = 37;

  private MultiplyWithAmx() {}

  public static void main(String[] arguments) {
    Kernels amx = Kernels.best();
    System.out.println("isa: " + amx.isa());
    for (int groupSize : new int[] {32, 64, 128, 0}) {
      for (boolean asymmetric : new boolean[] {false, true}) {
        PackedLayout layout = new PackedLayout(70, 300, groupSize);
        byte[] expected = multiply(Kernels.java(), layout, asymmetric);
        int mismatch = Arrays.mismatch(expected, multiply(amx, layout, asymmetric));
        System.out.println(layout + " first different byte: " + mismatch);
        if (mismatch != -1) {
          System.exit(1);
        }
      }
    }
  }

  private static byte[] multiply(Kernels kernels, PackedLayout layout, boolean asymmetric) {
    float[][] x = Samples.rows(ElementType.FLOAT32, ROWS, layout.k(), Samples.random("x"));
    Layer layer = Layer.of(layout, asymmetric, Samples.random("layer"));
    try (Arena arena = new Arena()) {
      Slice y = arena.floats((long) ROWS * layout.n());
      kernels.linear(
          layer.pack(kernels, arena, asymmetric, true),
          ActivationQuantization.ASYMMETRIC,
          Activation.IDENTITY,
          arena.matrix(ElementType.FLOAT32, x),
          Matrix.of(y, ElementType.FLOAT32, ROWS, layout.n()),
          arena.bytes(kernels.workspaceBytes(ROWS, layout.k(), layout.groupSize())));
      return Arena.read(y);
    }
  }
}
