package io.nibble.kernel;

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
import io.nibble.kernel.plain.JavaProvider;
import io.nibble.memory.Checks;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The operators: packing, dynamic quantization, linear layers, activation functions, and what
 * encoder models need besides.
 *
 * <p>Every instance gives the same bits; they differ in speed. Each call checks its arguments
 * (IllegalArgumentException, NullPointerException for a missing one, IllegalStateException for
 * closed memory) and then trusts them. Immutable and thread-safe; the memory that it is given is
 * not.
 */
public final class Kernels {
  private static final Kernels JAVA = new Kernels(new JavaProvider());

  private final KernelProvider provider;

  private Kernels(KernelProvider provider) {
    this.provider = provider;
  }

  /** Plain Java: the fallback, and what the other implementations are compared with. */
  public static Kernels java() {
    return JAVA;
  }

  /**
   * The ISA that the environment variable NIBBLE_ISA names; without it the fastest native one, or
   * plain Java when the native library cannot be loaded.
   *
   * @throws IsaUnavailableException when NIBBLE_ISA names one that cannot run here
   */
  public static Kernels best() {
    String forced = System.getenv("NIBBLE_ISA");
    if (forced != null && !forced.isEmpty()) {
      return of(forced);
    }
    List<Kernels> available = available();
    return available.get(available.size() - 1);
  }

  /**
   * The implementation for one ISA: "java", "portable", "avx512vnni", ….
   *
   * @throws IsaUnavailableException naming what is available, when {@code isa} cannot run here
   */
  public static Kernels of(String isa) {
    Checks.notNull("isa", isa);
    return available().stream()
        .filter(kernels -> kernels.isa().equals(isa))
        .findFirst()
        .orElseThrow(() -> unavailable(isa));
  }

  /** Plain Java first, then every native ISA that this machine can run, the fastest last. */
  public static List<Kernels> available() {
    return Available.ALL;
  }

  /**
   * ISAs that this CPU has and its operating system withholds from this process, with the reason in
   * words; {@link #best} does without them. Empty without the native library.
   */
  public static Map<String, String> withheld() {
    return Available.WITHHELD;
  }

  /** Name of the instruction set, "java" for plain Java. */
  public String isa() {
    return provider.isa();
  }

  /** Whether the native library does the work. */
  public boolean isNative() {
    return provider.isNative();
  }

  /**
   * Packs a quantized weight: nibbles, scales, zero points and comp of {@code target}, padding
   * included; its bias is left alone.
   *
   * @param values n×k bytes, 0…15
   * @param scales n×groups floats, exact in the layout's scale type
   * @param zeroPoints n×groups bytes, 0…15; null if and only if the target has none
   */
  public void packInt4(
      PackedLayout layout, Slice values, Slice scales, Slice zeroPoints, Int4Weights target) {
    Arguments.packInt4(layout, values, scales, zeroPoints, target);
    provider.packInt4(layout, values.address(), scales.address(), address(zeroPoints), target);
  }

  /** Inverse of {@link #packInt4} for the values: n×k bytes, 0…15. */
  public void unpackInt4(PackedLayout layout, Slice nibbles, Slice values) {
    Checks.notNull("layout", layout);
    long bytes = (long) layout.n() * layout.k();
    Checks.bytes("nibbles", nibbles, layout.nibbleBytes());
    Checks.bytes("values", values, bytes);
    Area.checkDisjoint(
        new Area("nibbles", nibbles, layout.nibbleBytes()), new Area("values", values, bytes));
    provider.unpackInt4(layout, nibbles.address(), values.address());
  }

  /**
   * Packs an int8 weight: weights, scales and comp of {@code target}, padding included; its bias is
   * left alone.
   *
   * @param values n×k bytes, any
   * @param scales n×groups floats
   */
  public void packInt8(PackedLayout layout, Slice values, Slice scales, Int8Weights target) {
    Arguments.packInt8(layout, values, scales, target);
    provider.packInt8(layout, values.address(), scales.address(), target);
  }

  /** Inverse of {@link #packInt8} for the values: n×k bytes. */
  public void unpackInt8(PackedLayout layout, Slice weights, Slice values) {
    Int8Weights.checkLayout(layout);
    long bytes = (long) layout.n() * layout.k();
    Checks.bytes("weights", weights, layout.int8Bytes());
    Checks.bytes("values", values, bytes);
    Area.checkDisjoint(
        new Area("weights", weights, layout.int8Bytes()), new Area("values", values, bytes));
    provider.unpackInt8(layout, weights.address(), values.address());
  }

  /** Packs a row-major n×k float32 weight; the target's bias is left alone. */
  public void packFloat32(Slice weight, Float32Weights target) {
    Checks.notNull("target", target);
    long count = (long) target.n() * target.k();
    Checks.floats("weight", weight, count);
    Arguments.open(target);
    Area.checkDisjoint(
        new Area("weight", weight, count * Float.BYTES),
        new Area("target", target.weight(), target.weight().size()));
    provider.packFloat32(weight.address(), target);
  }

  /**
   * Quantizes each row of {@code x} to int8 by its own range. A row with NaN, infinity or a range
   * that overflows float32 gets scale NaN, zero point 0 and q all zero.
   *
   * @param q rows × padded k bytes, zero past k
   * @param scale one float a row
   * @param zeroPoint one int32 a row, 0 for symmetric
   * @param groupSums rows × groups int32: the sum of q over each group
   */
  public void quantizeRows(
      ActivationQuantization mode,
      int groupSize,
      Matrix x,
      Slice q,
      Slice scale,
      Slice zeroPoint,
      Slice groupSums) {
    Arguments.quantizeRows(mode, groupSize, x, q, scale, zeroPoint, groupSums);
    provider.quantizeRows(
        mode, groupSize, x, q.address(), scale.address(), zeroPoint.address(), groupSums.address());
  }

  /**
   * Bytes of workspace that the int4 and int8 {@link #linear} need for up to {@code rows} rows;
   * grows with the rows only up to a fixed chunk.
   */
  public long workspaceBytes(long rows, int k, int groupSize) {
    Checks.that(rows >= 0, "rows is %d, expected 0 or more", rows);
    PackedLayout.checkShape(1, k);
    PackedLayout.checkGroupSize(groupSize);
    return provider.workspaceBytes(rows, k, groupSize);
  }

  /**
   * y = activation(dequantize(quantize(x) · Wᵀ) + bias) for any number of rows. A row that {@link
   * #quantizeRows} marks comes out as NaN and leaves its neighbours alone.
   *
   * @param workspace {@link #workspaceBytes} bytes, overwritten; one thread at a time
   */
  public void linear(
      Int4Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace) {
    Checks.notNull("w", w);
    Checks.notNull("mode", mode);
    Arguments.linear(w.layout().n(), w.layout().k(), activation, x, y);
    Arguments.open(w);
    Arguments.workspace(
        workspace, workspaceBytes(x.rows(), x.columns(), w.layout().groupSize()), x, y);
    provider.linear(w, mode, activation, x, y, workspace);
  }

  /** The same with int8 weights. */
  public void linear(
      Int8Weights w,
      ActivationQuantization mode,
      Activation activation,
      Matrix x,
      Matrix y,
      Slice workspace) {
    Checks.notNull("w", w);
    Checks.notNull("mode", mode);
    Arguments.linear(w.layout().n(), w.layout().k(), activation, x, y);
    Arguments.open(w);
    Arguments.workspace(
        workspace, workspaceBytes(x.rows(), x.columns(), w.layout().groupSize()), x, y);
    provider.linear(w, mode, activation, x, y, workspace);
  }

  /** y = activation(x · Wᵀ + bias) in float32: one fma per k, in the order of k. */
  public void linear(Float32Weights w, Activation activation, Matrix x, Matrix y) {
    Checks.notNull("w", w);
    Arguments.linear(w.n(), w.k(), activation, x, y);
    Arguments.float32("x", x);
    Arguments.float32("y", y);
    Arguments.open(w);
    provider.linear(w, activation, x, y);
  }

  /** Applies an activation function to {@code count} floats in place. */
  public void activate(Activation activation, Slice floats, long count) {
    Checks.notNull("activation", activation);
    Checks.that(count >= 0, "count is %d, expected 0 or more", count);
    Checks.floats("floats", floats, count);
    provider.activate(activation, floats.address(), count);
  }

  /** Softmax of each row of {@code x} (float32) in place. */
  public void softmax(Matrix x) {
    Arguments.open("x", x);
    Arguments.float32("x", x);
    provider.softmax(x);
  }

  /** Sets flags[row] to 1 if every element of the row is finite, else to 0. */
  public void finiteRows(Matrix x, Slice flags) {
    Arguments.open("x", x);
    Checks.bytes("flags", flags, x.rows());
    Area.checkDisjoint(Area.of("x", x), new Area("flags", flags, x.rows()));
    provider.finiteRows(x, flags.address());
  }

  /** y = a + b, float32, element by element; y may be a or b. */
  public void add(Matrix a, Matrix b, Matrix y) {
    EncoderArguments.elementwise(a, b, y);
    provider.add(a, b, y);
  }

  /** y = a · b, float32, element by element; y may be a or b. */
  public void multiply(Matrix a, Matrix b, Matrix y) {
    EncoderArguments.elementwise(a, b, y);
    provider.multiply(a, b, y);
  }

  /** Copies x to y, of the same shape and type. */
  public void copy(Matrix x, Matrix y) {
    EncoderArguments.copy(x, y);
    provider.copy(x, y);
  }

  /** Copies the parts, of y's rows and type, side by side into y. */
  public void concat(List<Matrix> parts, Matrix y) {
    int[] first = EncoderArguments.concat(parts, y);
    if (y.rows() == 0) {
      return;
    }
    long bytes = y.type().bytes();
    for (int i = 0; i < parts.size(); i++) {
      Slice from = y.data().slice(first[i] * bytes, y.data().size() - first[i] * bytes);
      int columns = parts.get(i).columns();
      copy(parts.get(i), new Matrix(from, y.type(), y.rows(), columns, y.stride()));
    }
  }

  /**
   * y = (z − mean) / √(variance + epsilon) · weight + bias for each row z of x + residual, float32;
   * y may be x or the residual.
   *
   * @param weight one float a column
   * @param biasOrNull the same
   */
  public void layerNorm(
      Slice weight, Slice biasOrNull, float epsilon, Matrix x, Matrix residualOrNull, Matrix y) {
    EncoderArguments.norm(weight, biasOrNull, epsilon, x, residualOrNull, y);
    provider.layerNorm(weight.address(), address(biasOrNull), epsilon, x, residualOrNull, y);
  }

  /**
   * y = z / √(mean square + epsilon) · weight for each row z of x + residual, float32; y may be x
   * or the residual.
   */
  public void rmsNorm(Slice weight, float epsilon, Matrix x, Matrix residualOrNull, Matrix y) {
    EncoderArguments.norm(weight, null, epsilon, x, residualOrNull, y);
    provider.rmsNorm(weight.address(), epsilon, x, residualOrNull, y);
  }

  /** y = x / max(length of the row, 1e-12), float32; y may be x. */
  public void l2Normalize(Matrix x, Matrix y) {
    EncoderArguments.inPlace(x, y);
    provider.l2Normalize(x, y);
  }

  /** y = the sum of the lookups, one id of each for every row of y (float32). */
  public void embedding(List<Lookup> lookups, Matrix y) {
    EncoderArguments.embedding(lookups, y);
    provider.embedding(lookups, y);
  }

  /**
   * y = the sum or mean of the lookup's rows for the ids offsets[i] … offsets[i+1] − 1 of each row
   * of y (float32); 0 for none.
   *
   * @param offsets y.rows + 1 int32 that begin with 0 and never fall
   */
  public void embeddingBag(BagMode mode, Lookup lookup, Slice offsets, Matrix y) {
    Checks.notNull("mode", mode);
    EncoderArguments.embeddingBag(lookup, offsets, y);
    provider.embeddingBag(mode, lookup, offsets.address(), y);
  }

  /** Bytes of workspace that {@link #attention} needs for rows of up to {@code longest} tokens. */
  public long attentionWorkspaceBytes(Attention settings, int longest) {
    Checks.notNull("settings", settings);
    Checks.that(longest >= 0, "longest is %d, expected 0 or more", longest);
    return provider.attentionWorkspaceBytes(settings, longest);
  }

  /**
   * Attention of each row's tokens to one another, float32.
   *
   * @param offsets rows + 1 int32: row i owns the tokens offsets[i] … offsets[i+1] − 1; from 0 to
   *     the count of tokens
   * @param qkv a token's queries, keys and values: (heads + 2·keyValueHeads) · headSize columns
   * @param y heads · headSize columns
   * @param workspace {@link #attentionWorkspaceBytes}, overwritten; one thread at a time
   */
  public void attention(
      Attention settings, Slice offsets, long rows, Matrix qkv, Matrix y, Slice workspace) {
    EncoderArguments.attention(settings, offsets, rows, qkv, y, workspace);
    long longest = EncoderArguments.longestRow(offsets, rows);
    EncoderArguments.workspace(
        workspace, provider.attentionWorkspaceBytes(settings, longest), qkv, y);
    provider.attention(settings, offsets.address(), rows, qkv, y, workspace);
  }

  /**
   * y = for each row of y the first or last of its tokens in x, or the mean or largest of each
   * column (float32); 0 for a row without tokens.
   *
   * @param offsets y.rows + 1 int32, from 0 to x.rows
   */
  public void pool(Pooling mode, Slice offsets, Matrix x, Matrix y) {
    Checks.notNull("mode", mode);
    EncoderArguments.pool(offsets, x, y);
    provider.pool(mode, offsets.address(), x, y);
  }

  @Override
  public String toString() {
    return "Kernels[" + isa() + "]";
  }

  private static IsaUnavailableException unavailable(String isa) {
    String names = available().stream().map(Kernels::isa).collect(Collectors.joining(", "));
    Throwable cause = NativeLibrary.unavailabilityCause().orElse(null);
    String reason =
        cause == null ? "" : " (the native library is not loaded: " + cause.getMessage() + ")";
    return new IsaUnavailableException(
        "ISA '" + isa + "' is not available here; available: " + names + reason, cause);
  }

  private static long address(Slice sliceOrNull) {
    return sliceOrNull == null ? 0 : sliceOrNull.address();
  }

  /** Loads the native library on first use, not before. */
  private static final class Available {
    static final List<Kernels> ALL = list();
    static final Map<String, String> WITHHELD =
        NativeLibrary.isAvailable()
            ? Collections.unmodifiableMap(NativeProvider.withheld())
            : Map.of();

    private static List<Kernels> list() {
      List<Kernels> all = new ArrayList<>(List.of(JAVA));
      if (NativeLibrary.isAvailable()) {
        NativeProvider.available().forEach(provider -> all.add(new Kernels(provider)));
      }
      return List.copyOf(all);
    }
  }
}
