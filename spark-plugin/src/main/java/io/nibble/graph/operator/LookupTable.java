package io.nibble.graph.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nibble.file.JsonFields;
import io.nibble.file.TensorSpec;
import io.nibble.kernel.operand.EmbeddingTable;
import io.nibble.kernel.operand.PackedLayout;
import io.nibble.kernel.operand.TableType;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table that ids name rows of.
 *
 * @param type of its values; int8 has one scale a row
 * @param offset added to every id: what positions count from
 */
public record LookupTable(int rows, TableType type, int offset) {
  private static final String ROWS = "rows";
  private static final String DTYPE = "dtype";
  private static final String OFFSET = "offset";
  private static final String SCALES = "_scales";

  static LookupTable read(JsonFields fields) {
    LookupTable table =
        new LookupTable(
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

  /** Its values, row by row, under this name, and the scales of int8 rows. */
  List<TensorSpec> tensors(String name, int width) {
    List<TensorSpec> tensors = new ArrayList<>();
    tensors.add(Flat.of(name, Words.tensorType(type), (long) rows * width));
    if (type == TableType.INT8) {
      tensors.add(Flat.floats(name + SCALES, rows));
    }
    return tensors;
  }

  EmbeddingTable bind(String name, int width, Function<String, Slice> tensors) {
    Slice scalesOrNull = type == TableType.INT8 ? tensors.apply(name + SCALES) : null;
    return new EmbeddingTable(type, tensors.apply(name), scalesOrNull, rows, width);
  }
}
