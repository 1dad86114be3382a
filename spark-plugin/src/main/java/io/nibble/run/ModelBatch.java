package io.nibble.run;

import io.nibble.graph.ModelHeader;
import io.nibble.graph.Operator;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * One task's off-heap buffers for up to {@link #capacity()} rows, allocated once.
 *
 * <p>Fill {@link #input()}, {@link #run}, read {@link #output()}. A row that is not finite going in
 * or coming out is marked and leaves its neighbours alone. Not thread-safe; closing frees the
 * buffers, not the model.
 */
public final class ModelBatch implements AutoCloseable {
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;
  private static final int INPUT_FLAGS = 2;
  private static final int OUTPUT_FLAGS = 3;
  private static final int WORKSPACE = 4;
  // Layers alternate between two buffers, so that none reads what it writes.
  private static final int HIDDEN = 5;

  private final Model model;
  private final Kernels kernels;
  private final int capacity;
  private final BatchMemory memory;
  private List<Call> calls = List.of();
  private Matrix inputRows;
  private Matrix outputRows;
  private int rows;
  private long kernelNanos;

  private record Call(Step step, Matrix x, Matrix y) {}

  ModelBatch(Model model, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("rows is " + capacity + ", expected 1 or more");
    }
    this.model = model;
    this.kernels = model.kernels();
    this.capacity = capacity;
    ModelHeader header = model.header();
    long hidden = floats(hiddenWidth());
    this.memory =
        new BatchMemory(
            floats(header.inputWidth()),
            floats(header.outputWidth()),
            capacity,
            capacity,
            workspaceBytes(),
            hidden,
            hidden);
  }

  /** Largest number of rows of one run. */
  public int capacity() {
    return capacity;
  }

  /** Features: capacity × input width float32, row-major. */
  public Slice input() {
    return memory.part(INPUT);
  }

  /** Scores: capacity × output width float32, row-major; valid for the rows of the last run. */
  public Slice output() {
    return memory.part(OUTPUT);
  }

  /** Scores the first {@code rows} rows of the input. */
  public void run(int rows) {
    if (rows < 0 || rows > capacity) {
      throw new IllegalArgumentException("rows is " + rows + ", expected 0 to " + capacity);
    }
    if (rows != this.rows) {
      bind(rows);
    }
    if (rows == 0) {
      return;
    }
    long start = System.nanoTime();
    kernels.finiteRows(inputRows, memory.part(INPUT_FLAGS));
    for (Call call : calls) {
      call.step().run(kernels, call.x(), call.y(), memory.part(WORKSPACE));
    }
    kernels.finiteRows(outputRows, memory.part(OUTPUT_FLAGS));
    kernelNanos += System.nanoTime() - start;
  }

  /** Whether all features of a row of the last run were finite. */
  public boolean inputFinite(int row) {
    return flag(INPUT_FLAGS, row);
  }

  /** Whether all scores of a row of the last run are finite. */
  public boolean outputFinite(int row) {
    return flag(OUTPUT_FLAGS, row);
  }

  /** Nanoseconds spent in kernels over all runs. */
  public long kernelNanos() {
    return kernelNanos;
  }

  /** Frees the buffers; further calls do nothing. */
  @Override
  public void close() {
    memory.close();
  }

  private boolean flag(int part, int row) {
    if (row < 0 || row >= rows) {
      throw new IndexOutOfBoundsException("row " + row + " of a run of " + rows + " rows");
    }
    return memory.part(part).byteAt(row) != 0;
  }

  /** Lays out the matrices of a run; runs of the same number of rows share them. */
  private void bind(int rows) {
    ModelHeader header = model.header();
    inputRows = matrix(INPUT, rows, header.inputWidth());
    outputRows = matrix(OUTPUT, rows, header.outputWidth());
    List<Call> bound = new ArrayList<>();
    Matrix x = inputRows;
    int hidden = 0;
    for (int i = 0; i < header.operators().size(); i++) {
      Operator operator = header.operators().get(i);
      Matrix y = x;
      if (!operator.inPlace()) {
        y =
            i == lastFilling()
                ? outputRows
                : matrix(HIDDEN + hidden++ % 2, rows, operator.outputWidth());
      }
      bound.add(new Call(model.steps().get(i), x, y));
      x = y;
    }
    calls = bound;
    this.rows = rows;
  }

  /** The last operator that fills a buffer: the one of the output. */
  private int lastFilling() {
    List<Operator> operators = model.header().operators();
    int last = operators.size() - 1;
    while (operators.get(last).inPlace()) {
      last--;
    }
    return last;
  }

  private int hiddenWidth() {
    return model.header().operators().subList(0, lastFilling()).stream()
        .mapToInt(Operator::outputWidth)
        .max()
        .orElse(0);
  }

  private long workspaceBytes() {
    return model.steps().stream()
        .mapToLong(step -> step.workspaceBytes(kernels, capacity))
        .max()
        .orElse(0);
  }

  private long floats(int width) {
    return Math.multiplyExact((long) capacity * Float.BYTES, width);
  }

  private Matrix matrix(int part, int rows, int columns) {
    return Matrix.of(memory.part(part), ElementType.FLOAT32, rows, columns);
  }
}
