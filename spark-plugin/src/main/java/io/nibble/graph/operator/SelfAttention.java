package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Attention;
import io.nibble.kernel.operand.Attention.PositionBias;
import io.nibble.kernel.operand.Attention.Rotary;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Attention of a row's tokens to one another. A line read holds a token's queries, keys and values:
 * heads + 2·kv_heads parts of head_size floats.
 */
public final class SelfAttention extends Operator {
  static final String TYPE = "attention";

  public static final String POSITION_BIAS = "position_bias";
  public static final String ROTARY = "rotary";

  private static final int MOST_HEADS = 1024;
  private static final int LARGEST_HEAD = 1024;

  private final Settings settings;

  /**
   * How it is set.
   *
   * @param keyValueHeads divides heads
   * @param before tokens before a token that it attends to; empty for all
   * @param after tokens after it; 0 is causal
   * @param reach distances, to either side, that have a bias of their own; with it there is a
   *     tensor of heads × (2·reach + 1) floats
   * @param rotaryPositions with it there is a tensor of so many × head_size floats: the cosines of
   *     half a head, then their sines
   */
  public record Settings(
      int heads,
      int keyValueHeads,
      int headSize,
      float scale,
      Optional<Integer> before,
      Optional<Integer> after,
      Optional<Integer> reach,
      Optional<Integer> rotaryPositions) {
    /** Every token attends to every token of its row, scaled by 1/√headSize. */
    public static Settings of(int heads, int headSize) {
      float scale = (float) (1 / Math.sqrt(headSize));
      Optional<Integer> none = Optional.empty();
      return new Settings(heads, heads, headSize, scale, none, none, none, none);
    }

    int inputWidth() {
      return (heads + 2 * keyValueHeads) * headSize;
    }
  }

  public SelfAttention(String name, Settings settings) {
    super(name);
    this.settings = settings;
  }

  static SelfAttention read(JsonFields fields) {
    int heads = (int) fields.integer("heads", 1, MOST_HEADS);
    Settings settings =
        new Settings(
            heads,
            (int) fields.integer("kv_heads", 1, heads),
            (int) fields.integer("head_size", 1, LARGEST_HEAD),
            fields.number("scale"),
            optional(fields, "before", 0),
            optional(fields, "after", 0),
            optional(fields, POSITION_BIAS, 0),
            optional(fields, ROTARY, 1));
    if (heads % settings.keyValueHeads() != 0) {
      throw fields.error(
          "has kv_heads " + settings.keyValueHeads() + ", expected a divisor of heads, " + heads);
    }
    if (settings.rotaryPositions().isPresent() && settings.headSize() % 2 != 0) {
      throw fields.error(
          "has head_size " + settings.headSize() + ", expected an even one with rotary positions");
    }
    return new SelfAttention(readName(fields), settings);
  }

  private static Optional<Integer> optional(JsonFields fields, String field, int least) {
    return fields.has(field)
        ? Optional.of((int) fields.integer(field, least, PackedLayout.MAX_K))
        : Optional.empty();
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.tokens(Reads.one(reads, settings.inputWidth()));
    return Shape.floats(Extent.TOKENS, settings.heads() * settings.headSize());
  }

  @Override
  public List<TensorSpec> tensors() {
    List<TensorSpec> tensors = new ArrayList<>();
    settings
        .reach()
        .map(reach -> settings.heads() * (2L * reach + 1))
        .ifPresent(count -> tensors.add(Flat.floats(part(POSITION_BIAS), count)));
    settings
        .rotaryPositions()
        .map(positions -> (long) positions * settings.headSize())
        .ifPresent(count -> tensors.add(Flat.floats(part(ROTARY), count)));
    return tensors;
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    Optional<PositionBias> bias =
        settings.reach().map(reach -> new PositionBias(tensors.apply(part(POSITION_BIAS)), reach));
    Optional<Rotary> rotary =
        settings.rotaryPositions().map(n -> new Rotary(tensors.apply(part(ROTARY)), n));
    return new Bound(
        new Attention(
            settings.heads(),
            settings.keyValueHeads(),
            settings.headSize(),
            settings.scale(),
            settings.before().map(Integer::longValue).orElse(Attention.ALL),
            settings.after().map(Integer::longValue).orElse(Attention.ALL),
            bias.orElse(null),
            rotary.orElse(null)));
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put("heads", settings.heads());
    json.put("kv_heads", settings.keyValueHeads());
    json.put("head_size", settings.headSize());
    json.put("scale", settings.scale());
    settings.before().ifPresent(before -> json.put("before", before));
    settings.after().ifPresent(after -> json.put("after", after));
    settings.reach().ifPresent(reach -> json.put(POSITION_BIAS, reach));
    settings.rotaryPositions().ifPresent(positions -> json.put(ROTARY, positions));
  }

  private record Bound(Attention attention) implements BoundOperator {
    @Override
    public void run(Kernels kernels, Operands operands) {
      kernels.attention(
          attention,
          operands.offsets(),
          operands.rows(),
          operands.x(),
          operands.y(),
          operands.workspace());
    }

    @Override
    public long workspaceBytes(Kernels kernels, long lines) {
      return kernels.attentionWorkspaceBytes(attention, Math.toIntExact(lines));
    }
  }
}
