package io.nibble.kernel;

import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Checks;
import io.nibble.memory.ElementType;
import io.nibble.memory.OffHeap;
import io.nibble.memory.Slice;

/** Checks of whole argument lists of {@link Kernels}. */
final class Arguments {
  private Arguments() {}

  static void quantizeRows(
      ActivationQuantization mode,
      int groupSize,
      Matrix x,
      Slice q,
      Slice scale,
      Slice zeroPoint,
      Slice groupSums) {
    Checks.notNull("mode", mode);
    open("x", x);
    PackedLayout groups = new PackedLayout(1, x.columns(), groupSize);
    long rows = x.rows();
    Checks.bytes("q", q, rows * groups.paddedK());
    Checks.floats("scale", scale, rows);
    Checks.floats("zeroPoint", zeroPoint, rows);
    Checks.floats("groupSums", groupSums, rows * groups.groups());
    Area.checkDisjoint(
        Area.of("x", x),
        new Area("q", q, rows * groups.paddedK()),
        new Area("scale", scale, rows * Float.BYTES),
        new Area("zeroPoint", zeroPoint, rows * Integer.BYTES),
        new Area("groupSums", groupSums, rows * groups.groups() * Integer.BYTES));
  }

  static void packInt4(
      PackedLayout layout, Slice values, Slice scales, Slice zeroPoints, Int4Weights target) {
    Checks.notNull("target", target);
    quantized(layout, target.layout(), values, scales);
    long count = (long) layout.n() * layout.groups();
    Checks.that(
        (zeroPoints == null) == (target.zeroPoints() == null),
        "zero points: source %s, target %s, expected both or neither",
        zeroPoints,
        target.zeroPoints());
    if (zeroPoints != null) {
      Checks.bytes("zeroPoints", zeroPoints, count);
    }
    open(target);
  }

  static void packInt8(PackedLayout layout, Slice values, Slice scales, Int8Weights target) {
    Checks.notNull("target", target);
    quantized(layout, target.layout(), values, scales);
    open(target);
  }

  private static void quantized(
      PackedLayout layout, PackedLayout target, Slice values, Slice scales) {
    Checks.notNull("layout", layout);
    Checks.that(target.equals(layout), "target has %s, expected %s", target, layout);
    Checks.bytes("values", values, (long) layout.n() * layout.k());
    Checks.floats("scales", scales, (long) layout.n() * layout.groups());
  }

  static void linear(int n, int k, Activation activation, Matrix x, Matrix y) {
    Checks.notNull("activation", activation);
    open("x", x);
    open("y", y);
    Checks.that(x.columns() == k, "x has %d columns, expected %d (k)", x.columns(), k);
    Checks.that(y.columns() == n, "y has %d columns, expected %d (n)", y.columns(), n);
    Checks.that(y.rows() == x.rows(), "y has %d rows, expected %d (x)", y.rows(), x.rows());
    Area.checkDisjoint(Area.of("x", x), Area.of("y", y));
  }

  static void workspace(Slice workspace, long bytes, Matrix x, Matrix y) {
    Checks.bytes("workspace", workspace, bytes);
    Checks.aligned("workspace", workspace, OffHeap.ALIGNMENT);
    Area used = new Area("workspace", workspace, bytes);
    Area.checkDisjoint(Area.of("x", x), used);
    Area.checkDisjoint(Area.of("y", y), used);
  }

  static void float32(String name, Matrix x) {
    Checks.that(
        x.type() == ElementType.FLOAT32, "%s is %s, expected %s", name, x.type(), "FLOAT32");
  }

  static void open(String name, Matrix x) {
    Checks.notNull(name, x);
    x.data().address();
  }

  static void open(Int4Weights w) {
    w.nibbles().address();
    w.scales().address();
    w.comp().address();
    open(w.zeroPoints());
    open(w.bias());
  }

  static void open(Int8Weights w) {
    w.weights().address();
    w.scales().address();
    w.comp().address();
    open(w.bias());
  }

  static void open(Float32Weights w) {
    w.weight().address();
    open(w.bias());
  }

  private static void open(Slice sliceOrNull) {
    if (sliceOrNull != null) {
      sliceOrNull.address();
    }
  }
}
