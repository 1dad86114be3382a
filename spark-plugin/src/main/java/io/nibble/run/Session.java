package io.nibble.run;

import io.nibble.graph.Graph;
import io.nibble.graph.InputPort;
import io.nibble.graph.operator.Extent;
import io.nibble.graph.operator.Operands;
import io.nibble.graph.operator.Operands.Operand;
import io.nibble.graph.operator.Shape;
import io.nibble.kernel.Kernels;
import io.nibble.kernel.operand.Matrix;
import io.nibble.memory.ElementType;
import io.nibble.memory.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One task's off-heap memory to run a model with, for up to {@link #capacity()} rows and so many
 * tokens, allocated once.
 *
 * <p>Fill the inputs, {@link #run}, read {@link #output()}. A row that is not finite going in or
 * coming out is marked and leaves its neighbours alone. A run and closing wait for each other; else
 * not thread-safe. Closing frees the memory, not the model.
 */
public final class Session implements AutoCloseable {
  private static final int INPUT_FLAGS = 0;
  private static final int OUTPUT_FLAGS = 1;
  private static final int OFFSETS = 2;
  private static final int WORKSPACE = 3;
  private static final int BUFFERS = 4;

  private final Graph graph;
  private final Program program;
  private final Kernels kernels;
  private final int capacity;
  private final int tokenCapacity;
  private final BatchMemory memory;
  private final Optional<Integer> features;
  private final Slice input;
  private final Slice output;
  private final Shape outputShape;
  private List<Call> calls = List.of();
  private int rows;
  private int tokens;
  private long kernelNanos;

  private record Call(Program.Step step, Operands operands) {}

  Session(Model model, int rows, int tokens) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows is " + rows + ", expected 1 or more");
    }
    if (tokens < 0) {
      throw new IllegalArgumentException("tokens is " + tokens + ", expected 0 or more");
    }
    this.graph = model.header().graph();
    this.program = model.program();
    this.kernels = model.kernels();
    this.capacity = rows;
    this.tokenCapacity = tokens;
    this.outputShape = program.buffers().shapeOf(graph.output().value());
    this.features = graph.features().map(graph.inputs()::indexOf);
    this.memory = new BatchMemory(sizes());
    this.input = features.map(this::buffer).orElse(null);
    this.output = buffer(graph.output().value());
  }

  private long[] sizes() {
    List<BufferPlan.Buffer> buffers = program.buffers().buffers();
    long[] sizes = new long[BUFFERS + buffers.size()];
    sizes[INPUT_FLAGS] = capacity;
    sizes[OUTPUT_FLAGS] = capacityOf(outputShape.extent());
    sizes[OFFSETS] = (capacity + 1L) * Integer.BYTES;
    sizes[WORKSPACE] = program.workspaceBytes(kernels, capacity, tokenCapacity);
    for (int i = 0; i < buffers.size(); i++) {
      BufferPlan.Buffer buffer = buffers.get(i);
      sizes[BUFFERS + i] = Math.multiplyExact(capacityOf(buffer.extent()), buffer.lineBytes());
    }
    return sizes;
  }

  private long capacityOf(Extent extent) {
    return extent == Extent.ROWS ? capacity : tokenCapacity;
  }

  /** Largest number of rows of one run. */
  public int capacity() {
    return capacity;
  }

  /** Largest number of tokens of one run. */
  public int tokenCapacity() {
    return tokenCapacity;
  }

  /** Features: capacity × input width float32, row-major; null if the model takes none. */
  public Slice input() {
    return input;
  }

  /** An input of ids: one int32 for each token. */
  public Slice ids(String name) {
    for (int i = 0; i < graph.inputs().size(); i++) {
      InputPort input = graph.inputs().get(i);
      if (input.name().equals(name) && !input.shape().isFloats()) {
        return buffer(i);
      }
    }
    throw new IllegalArgumentException(
        "there is no input of ids '" + name + "' among " + graph.inputs());
  }

  /**
   * For each row where its tokens begin, and for the last where they end: rows + 1 int32 that begin
   * with 0.
   */
  public Slice offsets() {
    return memory.part(OFFSETS);
  }

  /** Scores: float32, row-major; valid for the rows, or tokens, of the last run. */
  public Slice output() {
    return output;
  }

  /** Scores the first {@code rows} rows of a model that takes no tokens. */
  public void run(int rows) {
    run(rows, 0);
  }

  /** Scores the first {@code rows} rows, which have {@code tokens} tokens in all. */
  public synchronized void run(int rows, int tokens) {
    check("rows", rows, capacity);
    check("tokens", tokens, tokenCapacity);
    if (rows != this.rows || tokens != this.tokens) {
      bind(rows, tokens);
    }
    if (rows == 0) {
      return;
    }
    long start = System.nanoTime();
    features.ifPresent(value -> kernels.finiteRows(matrix(value), memory.part(INPUT_FLAGS)));
    for (Call call : calls) {
      call.step().operator().run(kernels, call.operands());
    }
    kernels.finiteRows(matrix(graph.output().value()), memory.part(OUTPUT_FLAGS));
    kernelNanos += System.nanoTime() - start;
  }

  private static void check(String what, int found, int most) {
    if (found < 0 || found > most) {
      throw new IllegalArgumentException(what + " is " + found + ", expected 0 to " + most);
    }
  }

  /** Whether all features of a row of the last run were finite. */
  public boolean inputFinite(int row) {
    return flag(INPUT_FLAGS, row, rows);
  }

  /** Whether all scores of a row, or token, of the last run are finite. */
  public boolean outputFinite(int line) {
    return flag(OUTPUT_FLAGS, line, lines(outputShape));
  }

  /** Nanoseconds spent in kernels over all runs. */
  public long kernelNanos() {
    return kernelNanos;
  }

  /** Frees the memory; further calls do nothing. */
  @Override
  public synchronized void close() {
    memory.close();
  }

  private boolean flag(int part, int line, int lines) {
    if (line < 0 || line >= lines) {
      throw new IndexOutOfBoundsException("row " + line + " of a run of " + lines + " rows");
    }
    return memory.part(part).byteAt(line) != 0;
  }

  /** Lays out the operands of a run; runs of the same size share them. */
  private void bind(int rows, int tokens) {
    this.rows = rows;
    this.tokens = tokens;
    List<Call> bound = new ArrayList<>();
    for (Program.Step step : program.steps()) {
      List<Operand> reads = step.reads().stream().map(this::operand).toList();
      Operands operands =
          new Operands(
              reads, matrix(step.writes()), memory.part(OFFSETS), rows, memory.part(WORKSPACE));
      bound.add(new Call(step, operands));
    }
    calls = bound;
  }

  private int lines(Shape shape) {
    return shape.extent() == Extent.ROWS ? rows : tokens;
  }

  private Operand operand(int value) {
    boolean isFloats = program.buffers().shapeOf(value).isFloats();
    return new Operand(buffer(value), isFloats ? matrix(value) : null);
  }

  private Matrix matrix(int value) {
    Shape shape = program.buffers().shapeOf(value);
    return Matrix.of(buffer(value), ElementType.FLOAT32, lines(shape), shape.width());
  }

  private Slice buffer(int value) {
    return memory.part(BUFFERS + program.buffers().bufferOf(value));
  }
}
