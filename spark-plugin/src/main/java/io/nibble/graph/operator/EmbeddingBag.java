package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.operand.BagMode;
import io.nibble.kernel.operand.EmbeddingTable;
import io.nibble.kernel.operand.Lookup;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.function.Function;

/** For each row the sum, or the mean, of the table's rows for all its ids. */
public final class EmbeddingBag extends Operator {
  static final String TYPE = "embedding_bag";

  private static final String WIDTH = "width";
  private static final String TABLE = "table";
  private static final String MODE = "mode";

  private final int width;
  private final LookupTable table;
  private final BagMode mode;

  public EmbeddingBag(String name, int width, LookupTable table, BagMode mode) {
    super(name);
    this.width = width;
    this.table = table;
    this.mode = mode;
  }

  static EmbeddingBag read(JsonFields fields) {
    return new EmbeddingBag(
        readName(fields),
        readWidth(fields, WIDTH),
        LookupTable.read(fields.object(TABLE)),
        fields.choice(MODE, Words.BAG_MODES));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.ids(reads, 1);
    return Shape.floats(Extent.ROWS, width);
  }

  @Override
  public List<TensorSpec> tensors() {
    return table.tensors(part(TABLE), width);
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    EmbeddingTable bound = table.bind(part(TABLE), width, tensors);
    return (kernels, operands) ->
        kernels.embeddingBag(
            mode,
            new Lookup(bound, operands.ids(0), table.offset()),
            operands.offsets(),
            operands.y());
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put(WIDTH, width);
    table.write(json.putObject(TABLE));
    json.put(MODE, Words.of(Words.BAG_MODES, mode));
  }
}
