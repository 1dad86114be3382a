package io.nibble.kernel;

import io.nibble.kernel.bindings.Nibble;
import io.nibble.kernel.operand.Activation;
import io.nibble.kernel.operand.ActivationQuantization;
import io.nibble.kernel.operand.Attention;
import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.Float32Weights;
import io.nibble.kernel.operand.Int4Weights;
import io.nibble.kernel.operand.Int8Weights;
import io.nibble.kernel.operand.KernelProvider;
import io.nibble.kernel.operand.Lookup;
import io.nibble.kernel.operand.Matrix;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.kernel.operand.Pooling;
import io.nibble.memory.OffHeapExhaustedException;
import io.nibble.memory.RawMemory;
import io.nibble.memory.Slice;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One ISA of the C++ library. The only class that touches the generated bindings. */
public final class NativeProvider implements KernelProvider {
  private final int isa;
  private final String name;

  private NativeProvider(int isa) {
    this.isa = isa;
    this.name = text(Nibble.nibble_isa_name(isa));
  }

  /** That the library which was loaded is the one of these classes. */
  static void checkAbi() {
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

  /** ISAs that the CPU has and the operating system withholds, each with the reason. */
  static Map<String, String> withheld() {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (int isa = 0; isa < Nibble.nibble_isa_count(); isa++) {
      if (Nibble.nibble_isa_withheld(isa) == 1) {
        reasons.put(text(Nibble.nibble_isa_name(isa)), text(Nibble.nibble_isa_lacks(isa)));
      }
    }
    return reasons;
  }

  static long allocate(long bytes) {
    long block = CallFrame.begin().take(Long.BYTES);
    check(Nibble.nibble_alloc(bytes, block));
    return RawMemory.longAt(block);
  }

  static void free(long address) {
    Nibble.nibble_free(address);
  }

  static long map(String path, long offset, long bytes) {
    long block = CallFrame.begin().take(Long.BYTES);
    check(Nibble.nibble_map(fileName(path), offset, bytes, block));
    return RawMemory.longAt(block);
  }

  /** As C functions take it: the encoding of this machine's file names, and a zero. */
  private static byte[] fileName(String path) {
    Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    return (path + '\0').getBytes(charset);
  }

  static void unmap(long address, long bytes) {
    Nibble.nibble_unmap(address, bytes);
  }

  public static long allocatedBytes() {
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
            layout.scaleType().ordinal(),
            values,
            scales,
            zeroPoints,
            address(target.nibbles()),
            address(target.scales()),
            address(target.zeroPoints()),
            address(target.comp())));
  }

  @Override
  public void unpackInt4(PackedLayout layout, long nibbles, long values) {
    check(Nibble.nibble_qb4w_unpack(layout.n(), layout.k(), layout.groupSize(), nibbles, values));
  }

  @Override
  public void packInt8(PackedLayout layout, long values, long scales, Int8Weights target) {
    check(
        Nibble.nibble_qb8w_pack(
            layout.n(),
            layout.k(),
            layout.groupSize(),
            values,
            scales,
            address(target.weights()),
            address(target.scales()),
            address(target.comp())));
  }

  @Override
  public void unpackInt8(PackedLayout layout, long weights, long values) {
    check(Nibble.nibble_qb8w_unpack(layout.n(), layout.k(), layout.groupSize(), weights, values));
  }

  @Override
  public void packFloat32(long weight, Float32Weights target) {
    check(Nibble.nibble_f32_pack(target.n(), target.k(), weight, address(target.weight())));
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
    CallFrame frame = CallFrame.begin();
    check(
        Nibble.nibble_quantize_rows(
            isa, mode.ordinal(), groupSize, write(frame, x), q, scale, zeroPoint, groupSums));
  }

  @Override
  public long workspaceBytes(long rows, int k, int groupSize) {
    long bytes = CallFrame.begin().take(Long.BYTES);
    check(Nibble.nibble_qd8_workspace_bytes(rows, k, groupSize, bytes));
    return RawMemory.longAt(bytes);
  }

  @Override
  public void linear(
      Int4Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace) {
    CallFrame frame = CallFrame.begin();
    check(
        Nibble.nibble_qd8_f32_qb4w_linear(
            isa,
            write(frame, w),
            mode.ordinal(),
            activation.ordinal(),
            write(frame, x),
            write(frame, y),
            workspace.address(),
            workspace.size()));
  }

  @Override
  public void linear(
      Int8Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace) {
    CallFrame frame = CallFrame.begin();
    check(
        Nibble.nibble_qd8_f32_qb8w_linear(
            isa,
            write(frame, w),
            mode.ordinal(),
            activation.ordinal(),
            write(frame, x),
            write(frame, y),
            workspace.address(),
            workspace.size()));
  }

  @Override
  public void linear(Float32Weights w, Activation activation, Matrix x, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(
        Nibble.nibble_f32_linear(
            isa, write(frame, w), activation.ordinal(), write(frame, x), write(frame, y)));
  }

  @Override
  public void activate(Activation activation, long floats, long count) {
    check(Nibble.nibble_activate(isa, activation.ordinal(), count, floats));
  }

  @Override
  public void softmax(Matrix x) {
    check(Nibble.nibble_softmax(isa, write(CallFrame.begin(), x)));
  }

  @Override
  public void finiteRows(Matrix x, long flags) {
    check(Nibble.nibble_finite_rows(write(CallFrame.begin(), x), flags));
  }

  @Override
  public void add(Matrix a, Matrix b, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(Nibble.nibble_add(isa, write(frame, a), write(frame, b), write(frame, y)));
  }

  @Override
  public void multiply(Matrix a, Matrix b, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(Nibble.nibble_multiply(isa, write(frame, a), write(frame, b), write(frame, y)));
  }

  @Override
  public void copy(Matrix x, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(Nibble.nibble_copy(write(frame, x), write(frame, y)));
  }

  @Override
  public void layerNorm(
      long weight, long bias, float epsilon, Matrix x, Matrix residualOrNull, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(
        Nibble.nibble_layer_norm(
            isa,
            weight,
            bias,
            epsilon,
            write(frame, x),
            residualOrNull == null ? 0 : write(frame, residualOrNull),
            write(frame, y)));
  }

  @Override
  public void rmsNorm(long weight, float epsilon, Matrix x, Matrix residualOrNull, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(
        Nibble.nibble_rms_norm(
            isa,
            weight,
            epsilon,
            write(frame, x),
            residualOrNull == null ? 0 : write(frame, residualOrNull),
            write(frame, y)));
  }

  @Override
  public void l2Normalize(Matrix x, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(Nibble.nibble_l2_normalize(isa, write(frame, x), write(frame, y)));
  }

  @Override
  public void embedding(List<Lookup> lookups, Matrix y) {
    CallFrame frame = CallFrame.begin();
    long first = write(frame, lookups.get(0));
    for (Lookup lookup : lookups.subList(1, lookups.size())) {
      write(frame, lookup);
    }
    check(Nibble.nibble_embedding(isa, first, lookups.size(), write(frame, y)));
  }

  @Override
  public void embeddingBag(BagMode mode, Lookup lookup, long offsets, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(
        Nibble.nibble_embedding_bag(
            isa, mode.ordinal(), write(frame, lookup), offsets, write(frame, y)));
  }

  @Override
  public long attentionWorkspaceBytes(Attention settings, long longest) {
    CallFrame frame = CallFrame.begin();
    long bytes = frame.take(Long.BYTES);
    check(Nibble.nibble_attention_workspace_bytes(write(frame, settings), longest, bytes));
    return RawMemory.longAt(bytes);
  }

  @Override
  public void attention(
      Attention settings, long offsets, long rows, Matrix qkv, Matrix y, Slice workspace) {
    CallFrame frame = CallFrame.begin();
    check(
        Nibble.nibble_attention(
            isa,
            write(frame, settings),
            offsets,
            rows,
            write(frame, qkv),
            write(frame, y),
            workspace.address(),
            workspace.size()));
  }

  @Override
  public void pool(Pooling mode, long offsets, Matrix x, Matrix y) {
    CallFrame frame = CallFrame.begin();
    check(Nibble.nibble_pool(isa, mode.ordinal(), offsets, write(frame, x), write(frame, y)));
  }

  private long write(CallFrame frame, Lookup lookup) {
    return frame.write(
        address(lookup.table().values()),
        address(lookup.table().scales()),
        lookup.table().rows(),
        address(lookup.ids()),
        lookup.offset(),
        lookup.table().type().number());
  }

  private long write(CallFrame frame, Attention settings) {
    Attention.PositionBias bias = settings.bias();
    Attention.Rotary rotary = settings.rotary();
    return frame.write(
        settings.heads(),
        settings.keyValueHeads(),
        settings.headSize(),
        settings.before(),
        settings.after(),
        bias == null ? 0 : address(bias.values()),
        bias == null ? 0 : bias.reach(),
        rotary == null ? 0 : address(rotary.angles()),
        rotary == null ? 0 : rotary.positions(),
        Float.floatToRawIntBits(settings.scale()));
  }

  private long write(CallFrame frame, Int4Weights w) {
    return frame.write(
        w.layout().n(),
        w.layout().k(),
        w.layout().groupSize(),
        address(w.nibbles()),
        address(w.scales()),
        address(w.zeroPoints()),
        address(w.comp()),
        address(w.bias()),
        w.layout().scaleType().ordinal());
  }

  private long write(CallFrame frame, Int8Weights w) {
    return frame.write(
        w.layout().n(),
        w.layout().k(),
        w.layout().groupSize(),
        address(w.weights()),
        address(w.scales()),
        address(w.comp()),
        address(w.bias()));
  }

  private long write(CallFrame frame, Float32Weights w) {
    return frame.write(w.n(), w.k(), address(w.weight()), address(w.bias()));
  }

  private long write(CallFrame frame, Matrix m) {
    return frame.write(address(m.data()), m.rows(), m.columns(), m.stride(), m.type().ordinal());
  }

  private static long address(Slice sliceOrNull) {
    return sliceOrNull == null ? 0 : sliceOrNull.address();
  }

  /** A C string of the library's. */
  private static String text(long address) {
    int length = 0;
    while (RawMemory.byteAt(address + length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    RawMemory.copy(address, bytes, 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Turns a status into the exception that Java callers expect, with the library's message. */
  private static void check(int status) {
    if (status == Nibble.NIBBLE_STATUS_OK) {
      return;
    }
    String message = text(Nibble.nibble_last_error());
    switch (status) {
      case Nibble.NIBBLE_STATUS_INVALID_ARGUMENT -> throw new IllegalArgumentException(message);
      case Nibble.NIBBLE_STATUS_OUT_OF_MEMORY -> throw new OffHeapExhaustedException(message);
      case Nibble.NIBBLE_STATUS_ISA_UNAVAILABLE -> throw new IsaUnavailableException(message, null);
      default -> throw new IllegalStateException("status " + status + ": " + message);
    }
  }
}
