package io.nibble.kernel;

import io.nibble.kernel.bindings.Nibble;
import io.nibble.kernel.bindings.nibble_f32_weights;
import io.nibble.kernel.bindings.nibble_matrix;
import io.nibble.kernel.bindings.nibble_qb4w_weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/** One ISA of the C++ library. The only class that touches the generated bindings. */
final class NativeProvider implements KernelProvider {
  private final int isa;
  private final String name;

  private NativeProvider(int isa) {
    this.isa = isa;
    this.name = Nibble.nibble_isa_name(isa).getString();
  }

  /** Loads the library into this JVM; {@link NativeLoader} has prepared JavaCPP for it. */
  static void load() {
    checkAbi(Nibble.nibble_abi_version(), Nibble.NIBBLE_ABI_VERSION);
  }

  static void checkAbi(int found, int expected) {
    if (found != expected) {
      throw new UnsatisfiedLinkError(
          "the native library has ABI version "
              + found
              + ", these classes expect "
              + expected
              + "; are two versions of Nibble on the class path?");
    }
  }

  /** The ISAs that this machine can run, the fastest last. */
  static List<KernelProvider> available() {
    List<KernelProvider> providers = new ArrayList<>();
    for (int isa = 0; isa < Nibble.nibble_isa_count(); isa++) {
      if (Nibble.nibble_isa_available(isa) == 1) {
        providers.add(new NativeProvider(isa));
      }
    }
    return providers;
  }

  static long allocate(long bytes) {
    Address block = new Address(0);
    check(Nibble.nibble_alloc(bytes, block));
    return block.address();
  }

  static void free(long address) {
    Nibble.nibble_free(new Address(address));
  }

  static long allocatedBytes() {
    return Nibble.nibble_allocated_bytes();
  }

  @Override
  public String isa() {
    return name;
  }

  @Override
  public boolean isNative() {
    return true;
  }

  @Override
  public void packInt4(
      PackedLayout layout, long values, long scales, long zeroPoints, Int4Weights target) {
    check(
        Nibble.nibble_qb4w_pack(
            layout.n(),
            layout.k(),
            layout.groupSize(),
            new Address(values),
            new Address(scales),
            Address.orNull(zeroPoints),
            Address.of(target.nibbles()),
            Address.of(target.scales()),
            Address.of(target.zeroPoints()),
            Address.of(target.comp())));
  }

  @Override
  public void unpackInt4(PackedLayout layout, long nibbles, long values) {
    check(
        Nibble.nibble_qb4w_unpack(
            layout.n(), layout.k(), layout.groupSize(), new Address(nibbles), new Address(values)));
  }

  @Override
  public void packFloat32(long weight, Float32Weights target) {
    check(
        Nibble.nibble_f32_pack(
            target.n(), target.k(), new Address(weight), Address.of(target.weight())));
  }

  @Override
  public void quantizeRows(
      ActivationQuantization mode,
      int groupSize,
      Matrix x,
      long q,
      long scale,
      long zeroPoint,
      long groupSums) {
    try (CallFrame frame = new CallFrame()) {
      check(
          Nibble.nibble_quantize_rows(
              isa,
              mode.ordinal(),
              groupSize,
              matrix(frame, x),
              new Address(q),
              new Address(scale),
              new Address(zeroPoint),
              new Address(groupSums)));
    }
  }

  @Override
  public long workspaceBytes(long rows, int k, int groupSize) {
    long[] bytes = new long[1];
    check(Nibble.nibble_qd8_workspace_bytes(rows, k, groupSize, bytes));
    return bytes[0];
  }

  @Override
  public void linear(
      Int4Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace) {
    try (CallFrame frame = new CallFrame()) {
      check(
          Nibble.nibble_qd8_f32_qb4w_linear(
              isa,
              weights(frame, w),
              mode.ordinal(),
              activation.ordinal(),
              matrix(frame, x),
              matrix(frame, y),
              Address.of(workspace),
              workspace.size()));
    }
  }

  @Override
  public void linear(Float32Weights w, Activation activation, Matrix x, Matrix y) {
    try (CallFrame frame = new CallFrame()) {
      check(
          Nibble.nibble_f32_linear(
              isa, weights(frame, w), activation.ordinal(), matrix(frame, x), matrix(frame, y)));
    }
  }

  @Override
  public void activate(Activation activation, long floats, long count) {
    check(Nibble.nibble_activate(isa, activation.ordinal(), count, new Address(floats)));
  }

  @Override
  public void softmax(Matrix x) {
    try (CallFrame frame = new CallFrame()) {
      check(Nibble.nibble_softmax(isa, matrix(frame, x)));
    }
  }

  @Override
  public void finiteRows(Matrix x, long flags) {
    try (CallFrame frame = new CallFrame()) {
      check(Nibble.nibble_finite_rows(matrix(frame, x), new Address(flags)));
    }
  }

  private static nibble_qb4w_weights weights(CallFrame frame, Int4Weights w) {
    return new nibble_qb4w_weights(frame.take(size(nibble_qb4w_weights.class)))
        .n(w.layout().n())
        .k(w.layout().k())
        .group_size(w.layout().groupSize())
        .nibbles(Address.of(w.nibbles()))
        .scales(Address.of(w.scales()))
        .zero_points(Address.of(w.zeroPoints()))
        .comp(Address.of(w.comp()))
        .bias(Address.of(w.bias()));
  }

  private static nibble_f32_weights weights(CallFrame frame, Float32Weights w) {
    return new nibble_f32_weights(frame.take(size(nibble_f32_weights.class)))
        .n(w.n())
        .k(w.k())
        .weight(Address.of(w.weight()))
        .bias(Address.of(w.bias()));
  }

  private static nibble_matrix matrix(CallFrame frame, Matrix m) {
    return new nibble_matrix(frame.take(size(nibble_matrix.class)))
        .data(Address.of(m.data()))
        .rows(m.rows())
        .columns(m.columns())
        .stride(m.stride())
        .type(m.type().ordinal());
  }

  private static int size(Class<? extends Pointer> struct) {
    return Pointer.sizeof(struct);
  }

  /** Turns a status into the exception that Java callers expect, with the library's message. */
  private static void check(int status) {
    if (status == Nibble.NIBBLE_STATUS_OK) {
      return;
    }
    String message = Nibble.nibble_last_error().getString();
    switch (status) {
      case Nibble.NIBBLE_STATUS_INVALID_ARGUMENT -> throw new IllegalArgumentException(message);
      case Nibble.NIBBLE_STATUS_OUT_OF_MEMORY -> throw new OutOfMemoryError(message);
      case Nibble.NIBBLE_STATUS_ISA_UNAVAILABLE -> throw new IsaUnavailableException(message, null);
      default -> throw new IllegalStateException("status " + status + ": " + message);
    }
  }
}
