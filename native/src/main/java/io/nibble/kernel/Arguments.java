package io.nibble.kernel;

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
    Checks.disjoint("q", q, rows * groups.paddedK(), "x", x.data(), x.spanBytes());
  }

  static void linear(int n, int k, Activation activation, Matrix x, Matrix y) {
    Checks.notNull("activation", activation);
    open("x", x);
    open("y", y);
    Checks.that(x.columns() == k, "x has %d columns, expected %d (k)", x.columns(), k);
    Checks.that(y.columns() == n, "y has %d columns, expected %d (n)", y.columns(), n);
    Checks.that(y.rows() == x.rows(), "y has %d rows, expected %d (x)", y.rows(), x.rows());
    Checks.disjoint("y", y.data(), y.spanBytes(), "x", x.data(), x.spanBytes());
  }

  static void workspace(Slice workspace, long bytes, Matrix x, Matrix y) {
    Checks.bytes("workspace", workspace, bytes);
    Checks.aligned("workspace", workspace, OffHeap.ALIGNMENT);
    Checks.disjoint("workspace", workspace, bytes, "x", x.data(), x.spanBytes());
    Checks.disjoint("workspace", workspace, bytes, "y", y.data(), y.spanBytes());
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
