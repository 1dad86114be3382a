package io.nibble.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestBatchIterator {
  private final List<Integer> pulled = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 4", "3, 4", "4, 4", "5, 4", "8, 4", "9, 4", "7, 1", "100, 1000"})
  void keepsRowsAndTheirOrder(int rows, int batchRows) {
    BatchIterator<Integer, String> batches = iterator(rows, batchRows);
    List<String> output = new ArrayList<>();
    batches.forEachRemaining(output::add);
    assertThat(output)
        .isEqualTo(IntStream.range(0, rows).mapToObj(i -> i + "/" + i % batchRows).toList());
    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void pullsABatchWhenTheFirstRowIsAskedFor() {
    BatchIterator<Integer, String> batches = iterator(10, 4);
    assertThat(pulled).isEmpty();
    assertThat(batches.hasNext()).isTrue();
    assertThat(pulled).hasSize(4);
    for (int i = 0; i < 4; i++) {
      batches.next();
    }
    assertThat(pulled).hasSize(4);
    assertThat(batches.next()).isEqualTo("4/0");
    assertThat(pulled).hasSize(8);
  }

  @Test
  void rowsOfABatchThatFailedDoNotComeOut() {
    Iterator<Integer> source = IntStream.range(0, 9).map(i -> 8 / (5 - i)).boxed().iterator();
    BatchIterator<Integer, String> batches = iterator(source, 4);
    IntStream.range(0, 4).forEach(i -> batches.next());
    assertThatThrownBy(batches::hasNext).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(batches::hasNext)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("could not be scored");
  }

  private BatchIterator<Integer, String> iterator(int rows, int batchRows) {
    return iterator(IntStream.range(0, rows).peek(pulled::add).iterator(), batchRows);
  }

  private static BatchIterator<Integer, String> iterator(Iterator<Integer> source, int batchRows) {
    return new BatchIterator<>(
        source, new Bridge(), List.of(), batchRows, ScoringMetrics.NONE, TaskSession.NONE);
  }

  private static final class Bridge implements RowBridge<Integer, String> {
    private final Map<Integer, String> kept = new HashMap<>();

    @Override
    public void keep(int index, Integer row) {
      kept.put(index, row.toString());
    }

    @Override
    public Object features(Integer row, int scorer) {
      throw new AssertionError("no scorer asks");
    }

    @Override
    public void scores(int index, int scorer, Slice output, long first) {
      throw new AssertionError("no scorer scores");
    }

    @Override
    public String row(int index) {
      return kept.get(index) + "/" + index;
    }
  }
}
