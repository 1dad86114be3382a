package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.operand.EmbeddingTable;
import io.nibble.kernel.operand.Lookup;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.kernel.operand.TableType;
import io.nibble.memory.Slice;
import java.util.ArrayList;
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
  private final List<Table> tables;

  /**
   * One of the tables.
   *
   * @param offset added to every id: what positions count from
   */
  public record Table(int rows, TableType type, int offset) {
    private static final String ROWS = "rows";
    private static final String DTYPE = "dtype";
    private static final String OFFSET = "offset";

    static Table read(JsonFields fields) {
      Table table =
          new Table(
              (int) fields.integer(ROWS, 1, PackedLayout.MAX_N),
              fields.choice(DTYPE, Words.TABLE_TYPES),
              (int) fields.integer(OFFSET, -PackedLayout.MAX_N, PackedLayout.MAX_N));
      fields.end();
      return table;
    }

    void write(ObjectNode json) {
      json.put(ROWS, rows);
      json.put(DTYPE, Words.of(Words.TABLE_TYPES, type));
      json.put(OFFSET, offset);
    }
  }

  public Embedding(String name, int width, List<Table> tables) {
    super(name);
    this.width = width;
    this.tables = List.copyOf(tables);
  }

  static Embedding read(JsonFields fields) {
    List<Table> tables = fields.objects(TABLES).stream().map(Table::read).toList();
    if (tables.isEmpty() || tables.size() > MOST_TABLES) {
      throw fields.error("has " + tables.size() + " tables, expected 1 to " + MOST_TABLES);
    }
    return new Embedding(readName(fields), readWidth(fields, WIDTH), tables);
  }

  @Override
  public String type() {
    return TYPE;
  }

  /** Name of the tensor with the values of a table, row by row. */
  public String values(int table) {
    return part("table" + table);
  }

  /** Name of the tensor with the scales of a table's rows, if its values are int8. */
  public String scales(int table) {
    return part("scales" + table);
  }

  @Override
  public Shape shape(List<Shape> reads) {
    Reads.count(reads, tables.size(), tables.size());
    for (Shape read : reads) {
      if (read.isFloats()) {
        throw new ShapeException("takes ids, but reads " + read);
      }
    }
    return Shape.floats(Extent.TOKENS, width);
  }

  @Override
  public List<TensorSpec> tensors() {
    List<TensorSpec> tensors = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      Table table = tables.get(i);
      long count = (long) table.rows() * width;
      tensors.add(Flat.of(values(i), Words.tensorType(table.type()), count));
      if (table.type() == TableType.INT8) {
        tensors.add(Flat.floats(scales(i), table.rows()));
      }
    }
    return tensors;
  }

  @Override
  public BoundOperator bind(Function<String, Slice> tensors) {
    List<EmbeddingTable> bound =
        IntStream.range(0, tables.size()).mapToObj(i -> bind(i, tensors)).toList();
    return (kernels, operands) -> kernels.embedding(lookups(bound, operands), operands.y());
  }

  private EmbeddingTable bind(int index, Function<String, Slice> tensors) {
    Table table = tables.get(index);
    boolean isInt8 = table.type() == TableType.INT8;
    return new EmbeddingTable(
        table.type(),
        tensors.apply(values(index)),
        isInt8 ? tensors.apply(scales(index)) : null,
        table.rows(),
        width);
  }

  private List<Lookup> lookups(List<EmbeddingTable> bound, Operands operands) {
    return IntStream.range(0, bound.size())
        .mapToObj(i -> new Lookup(bound.get(i), operands.ids(i), tables.get(i).offset()))
        .toList();
  }

  @Override
  void writeSettings(ObjectNode json) {
    json.put(WIDTH, width);
    ArrayNode array = json.putArray(TABLES);
    tables.forEach(table -> table.write(array.addObject()));
  }
}
