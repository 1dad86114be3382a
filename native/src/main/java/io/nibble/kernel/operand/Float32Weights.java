package io.nibble.kernel.operand;

import io.nibble.memory.Checks;
import io.nibble.memory.Slice;

/**
 * A float32 layer packed in panels of 32 columns, borrowed from the owner of its memory.
 *
 * @param weight {@link #weightBytes} bytes: element (n, k) at float (n/32·k + k)·32 + n%32
 * @param bias {@link #biasBytes} bytes, padding included, or null for none
 */
public record Float32Weights(int n, int k, Slice weight, Slice bias) {
  public Float32Weights {
    PackedLayout.checkShape(n, k);
    Checks.floats("weight", weight, weightBytes(n, k) / Float.BYTES);
    if (bias != null) {
      Checks.floats("bias", bias, biasBytes(n) / Float.BYTES);
    }
  }

  /** Bytes of the packed weight of a layer of {@code n} outputs and {@code k} inputs. */
  public static long weightBytes(int n, int k) {
    PackedLayout.checkShape(n, k);
    return (long) PackedLayout.panels(n) * PackedLayout.PANEL * k * Float.BYTES;
  }

  /** Bytes of the padded bias of a layer of {@code n} outputs. */
  public static long biasBytes(int n) {
    PackedLayout.checkShape(n, 1);
    return (long) PackedLayout.panels(n) * PackedLayout.PANEL * Float.BYTES;
  }
}
