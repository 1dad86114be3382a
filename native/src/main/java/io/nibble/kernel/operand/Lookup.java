package io.nibble.kernel.operand;

import io.nibble.memory.Checks;
import io.nibble.memory.Slice;

/**
 * Rows to take from an embedding table: id + offset for each id.
 *
 * @param ids int32, as many as the operator asks for
 * @param offset added to every id: what positions count from
 */
public record Lookup(EmbeddingTable table, Slice ids, int offset) {
  public Lookup {
    Checks.notNull("table", table);
    Checks.floats("ids", ids, 0);
  }
}
