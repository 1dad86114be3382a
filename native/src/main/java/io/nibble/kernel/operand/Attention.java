package io.nibble.kernel.operand;

import io.nibble.memory.Checks;
import io.nibble.memory.Slice;

/**
 * The settings of attention.
 *
 * @param keyValueHeads divides {@code heads}: query head h reads head h / (heads / keyValueHeads)
 * @param scale of the products of queries and keys, finite
 * @param before token i of a row attends to its tokens i − before … i + after: {@link #ALL}, or 0
 *     or more
 * @param after 0 is causal attention
 * @param bias of relative positions, or null
 * @param rotary positions, or null
 */
public record Attention(
    int heads,
    int keyValueHeads,
    int headSize,
    float scale,
    long before,
    long after,
    PositionBias bias,
    Rotary rotary) {
  /** As far as there are tokens. */
  public static final long ALL = Long.MAX_VALUE;

  private static final int MOST = PackedLayout.MAX_K;

  public Attention {
    Checks.that(heads >= 1 && heads <= MOST, "heads is %d, expected 1 to %d", heads, MOST);
    Checks.that(
        keyValueHeads >= 1 && heads % keyValueHeads == 0,
        "keyValueHeads is %d, expected a divisor of heads, which is %d",
        keyValueHeads,
        heads);
    Checks.that(
        headSize >= 1 && headSize <= MOST, "headSize is %d, expected 1 to %d", headSize, MOST);
    Checks.that(Float.isFinite(scale), "scale is %s, expected a finite number", scale);
    Checks.that(before >= 0, "before is %d, expected 0 or more", before);
    Checks.that(after >= 0, "after is %d, expected 0 or more", after);
    if (bias != null) {
      Checks.floats("bias", bias.values(), heads * bias.perHead());
    }
    if (rotary != null) {
      Checks.that(headSize % 2 == 0, "headSize is %d, expected an even one", headSize);
      Checks.floats("rotary", rotary.angles(), (long) rotary.positions() * headSize);
    }
  }

  /** Every token attends to every token of its row, scaled by 1/√headSize. */
  public static Attention of(int heads, int headSize) {
    float scale = (float) (1 / Math.sqrt(headSize));
    return new Attention(heads, heads, headSize, scale, ALL, ALL, null, null);
  }

  /** Columns of a token's queries, keys and values. */
  public long inputColumns() {
    return (heads + 2L * keyValueHeads) * headSize;
  }

  /** Columns of a token's result. */
  public long outputColumns() {
    return (long) heads * headSize;
  }

  /**
   * What is added to a score by the distance key − query, bounded to −reach … reach.
   *
   * @param values heads × (2·reach + 1) floats
   */
  public record PositionBias(Slice values, int reach) {
    public PositionBias {
      Checks.notNull("values", values);
      Checks.that(reach >= 0, "reach is %d, expected 0 or more", reach);
    }

    /** Floats of one head. */
    public long perHead() {
      return 2L * reach + 1;
    }
  }

  /**
   * Angles by which queries and keys are turned: element j against element j + half a head.
   *
   * @param angles positions × headSize floats: the cosines of half a head, then their sines
   */
  public record Rotary(Slice angles, int positions) {
    public Rotary {
      Checks.notNull("angles", angles);
      Checks.that(positions >= 1, "positions is %d, expected 1 or more", positions);
    }
  }
}
