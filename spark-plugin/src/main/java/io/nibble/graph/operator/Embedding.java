package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.operand.EmbeddingTable;
import io.nibble.kernel.operand.Lookup;
import io.nibble.memory.Slice;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * For each token the sum of a row of each of some tables. It reads a value of ids for each table;
 * adding is in the order of the tables.
 */
public final class Embedding extends Operator {
  static final String TYPE = "embedding";

  private static final String WIDTH = "width";
  private static final String TABLES = "tables";
  private static final int MOST_TABLES = 8;

  private final int width;
  private final List<LookupTable> tables;

  public Embedding(String name, int width, List<LookupTable> tables) {
    super(name);
    this.width = width;
    this.tables = List.copyOf(tables);
  }

  static Embedding read(JsonFields fields) {
    List<LookupTable> tables = fields.objects(TABLES).stream().map(LookupTable::read).toList();
    if (tables.isEmpty() || tables.size() > MOST_TABLES) {
      throw fields.error("has " + tables.size() + " tables, expected 1 to " + MOST_TABLES);
    }
    return new Embedding(readName(fields), readWidth(fields, WIDTH), tables);
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** Name of the tensor with the values of a table. */
  public String table(int index) {
    return part("table" + index);
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.ids(reads, tables.size());
    return Shape.floats(Extent.TOKENS, width);
  }

  @Override
  public List<TensorSpec> tensors() {
    return indices().boxed().flatMap(i -> tables.get(i).tensors(table(i), width).stream()).toList();
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    List<EmbeddingTable> bound =
        indices().mapToObj(i -> tables.get(i).bind(table(i), width, tensors)).toList();
    return (kernels, operands) -> kernels.embedding(lookups(bound, operands), operands.y());
  }

  private List<Lookup> lookups(List<EmbeddingTable> bound, Operands operands) {
    return indices()
        .mapToObj(i -> new Lookup(bound.get(i), operands.ids(i), tables.get(i).offset()))
        .toList();
  }

  private IntStream indices() {
    return IntStream.range(0, tables.size());
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put(WIDTH, width);
    ArrayNode array = json.putArray(TABLES);
    tables.forEach(table -> table.write(array.addObject()));
  }
}
