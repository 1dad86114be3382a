package io.nibble.cli.sample;

import io.nibble.cli.console.ProgressLine;
import io.nibble.cli.console.Sizes;
import io.nibble.run.Model;
import io.nibble.run.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Scores the rows of a sample, batch by batch and in order. */
public final class SampleScorer {
  private final Model model;
  private final SampleFormat format;
  private final boolean badRowsAreNull;
  private final String name;
  private long badRows;

  /** A row that waits for its batch. */
  private record Pending(long line, SampleRow row) {}

  /**
   * @param badRowsAreNull whether bad rows have NULL scores instead of ending the work
   * @param name name of the sample for messages
   */
  public SampleScorer(Model model, SampleFormat format, boolean badRowsAreNull, String name) {
    this.model = model;
    this.format = format;
    this.badRowsAreNull = badRowsAreNull;
    this.name = name;
  }

  /** Scores all rows; gives their number. */
  public long score(BufferedReader in, Writer out, int batchRows, ProgressLine progress)
      throws IOException {
    Optional<String> header = format.header(outputNames());
    if (header.isPresent()) {
      writeLine(out, header.get());
    }
    long rows = 0;
    try (Session session = model.session(batchRows)) {
      List<Pending> pending = new ArrayList<>();
      long line = 0;
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        line++;
        if ((line == 1 && format.hasHeader()) || text.isBlank()) {
          continue;
        }
        pending.add(new Pending(line, read(text, line)));
        if (pending.size() == batchRows) {
          rows += flush(session, pending, out);
          long done = rows;
          progress.show(() -> "predict: " + Sizes.count(done) + " rows");
        }
      }
      rows += flush(session, pending, out);
    }
    return rows;
  }

  /** Rows without scores because they were bad. */
  public long badRows() {
    return badRows;
  }

  private List<String> outputNames() {
    List<String> names = model.header().outputNames();
    return names.isEmpty()
        ? IntStream.range(0, model.header().outputWidth()).mapToObj(i -> "score_" + i).toList()
        : names;
  }

  private SampleRow read(String text, long line) {
    try {
      return format.read(text, model.header().inputWidth());
    } catch (IllegalArgumentException e) {
      throw new SampleException(name, line, e.getMessage());
    }
  }

  private int flush(Session session, List<Pending> pending, Writer out) throws IOException {
    int width = model.header().inputWidth();
    int filled = 0;
    for (Pending row : pending) {
      if (row.row().features() != null) {
        session.input().copyFrom(row.row().features(), 0, (long) filled++ * width, width);
      }
    }
    session.run(filled);
    int next = 0;
    for (Pending row : pending) {
      boolean scored = row.row().features() != null;
      writeLine(out, format.write(scored ? scores(session, next, row) : none(row), outputWidth()));
      next += scored ? 1 : 0;
    }
    int rows = pending.size();
    pending.clear();
    return rows;
  }

  private static void writeLine(Writer out, String line) throws IOException {
    out.write(line);
    out.write('\n');
  }

  private float[] scores(Session session, int index, Pending row) {
    if (!session.inputFinite(index)) {
      return bad(row, "a feature is NaN or infinite");
    }
    if (!session.outputFinite(index)) {
      return bad(row, "a score is NaN or infinite");
    }
    float[] scores = new float[outputWidth()];
    session.output().copyTo((long) index * scores.length, scores, 0, scores.length);
    return scores;
  }

  private float[] none(Pending row) {
    return row.row().problem() == null ? null : bad(row, row.row().problem());
  }

  private float[] bad(Pending row, String problem) {
    if (!badRowsAreNull) {
      throw new SampleException(name, row.line(), problem);
    }
    badRows++;
    return null;
  }

  private int outputWidth() {
    return model.header().outputWidth();
  }
}
