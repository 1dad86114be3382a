package io.nibble.kernel.operand;

import io.nibble.memory.Checks;
import io.nibble.memory.ElementType;

/**
 * Sizes of packed layout v1 for one layer of {@code n} outputs and {@code k} inputs.
 *
 * @param groupSize 32, 64 or 128 consecutive inputs that share a scale, or 0 for one group per
 *     output channel
 * @param scaleType FLOAT32 or BFLOAT16
 */
public record PackedLayout(int n, int k, int groupSize, ElementType scaleType) {
  /** Largest number of outputs. */
  public static final int MAX_N = 1 << 24;

  /** Largest number of inputs. */
  public static final int MAX_K = 1 << 20;

  /** Output columns are padded to panels of this many. */
  public static final int PANEL = 32;

  public PackedLayout {
    checkShape(n, k);
    checkGroupSize(groupSize);
    Checks.notNull("scale type", scaleType);
    Checks.that(
        scaleType != ElementType.FLOAT16,
        "scale type is %s, expected FLOAT32 or BFLOAT16",
        scaleType);
  }

  /** A layer with float32 scales. */
  public PackedLayout(int n, int k, int groupSize) {
    this(n, k, groupSize, ElementType.FLOAT32);
  }

  /** ⌈n / 32⌉. */
  public int panels() {
    return panels(n);
  }

  /** Inputs, padded to whole groups. */
  public int paddedK() {
    return groups() * groupLength();
  }

  /** ⌈k / groupLength⌉. */
  public int groups() {
    return ceilDiv(k, groupLength());
  }

  /** Inputs of one group: the group size, or k rounded up to 32 for per channel. */
  public int groupLength() {
    return groupSize == 0 ? ceilDiv(k, 32) * 32 : groupSize;
  }

  /** Bytes of the packed nibbles. */
  public long nibbleBytes() {
    return 16L * panels() * paddedK();
  }

  /** Bytes of packed int8 weights. */
  public long int8Bytes() {
    return (long) PANEL * panels() * paddedK();
  }

  /** Number of packed scales and of packed zero points (uint8). */
  public long scaleCount() {
    return (long) panels() * groups() * PANEL;
  }

  /** Bytes of the packed scales. */
  public long scaleBytes() {
    return scaleCount() * scaleType.bytes();
  }

  /** Number of floats in comp and in bias: n rounded up to 32. */
  public int columnCount() {
    return panels() * PANEL;
  }

  public static void checkShape(int n, int k) {
    Checks.that(n >= 1 && n <= MAX_N, "n is %d, expected 1…%d", n, MAX_N);
    Checks.that(k >= 1 && k <= MAX_K, "k is %d, expected 1…%d", k, MAX_K);
  }

  public static void checkGroupSize(int groupSize) {
    Checks.that(
        groupSize == 0 || groupSize == 32 || groupSize == 64 || groupSize == 128,
        "group size is %d, expected 32, 64, 128 or 0 (per channel)",
        groupSize);
  }

  public static int panels(int n) {
    return ceilDiv(n, PANEL);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
