package io.nibble.spark.job.output;

import io.nibble.spark.job.record.ChunkRecord;
import io.nibble.spark.job.record.Commits;
import io.nibble.spark.job.record.JobFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files that move into a folder, and others that make room for them. What makes room stays in the
 * job's folder until the job ends, so that all of it can be broken off anywhere and then be
 * completed or taken back.
 */
final class Publication {
  static final String SUCCESS = "_SUCCESS";

  private final FileSystem fileSystem;
  private final Path place;
  private final JobFolder folder;
  private final List<String> replaced;
  private final List<Move> moves = new ArrayList<>();

  private record Move(Path waiting, Path published) {}

  /**
   * @param folder where the files wait, in the folder of jobs in the place that they move to
   * @param replaced what makes room, relative to that place
   * @param files those of a chunk, relative to its folder
   */
  Publication(
      JobFolder folder,
      List<String> replaced,
      List<ChunkRecord> records,
      Function<ChunkRecord, List<String>> files) {
    this.fileSystem = folder.fileSystem();
    this.folder = folder;
    this.place = folder.root().getParent().getParent();
    this.replaced = replaced;
    for (ChunkRecord record : records) {
      Path waiting = folder.path(record.folder());
      files
          .apply(record)
          .forEach(file -> moves.add(new Move(new Path(waiting, file), new Path(place, file))));
    }
  }

  void complete() throws IOException {
    for (String file : replaced) {
      Path aside = aside(file);
      if (!fileSystem.exists(aside)) {
        move(new Path(place, file), aside);
      }
    }
    for (Move move : moves) {
      if (!move(move.waiting(), move.published()) && !fileSystem.exists(move.published())) {
        throw notMoved(move.waiting(), move.published());
      }
    }
    fileSystem.create(new Path(place, SUCCESS), true).close();
  }

  void takeBack() throws IOException {
    fileSystem.delete(new Path(place, SUCCESS), false);
    for (Move move : moves) {
      move(move.published(), move.waiting());
    }
    for (String file : replaced) {
      move(aside(file), new Path(place, file));
    }
  }

  private Path aside(String file) {
    return new Path(folder.path(Commits.REPLACED), file);
  }

  /** False if there is nothing to move, as when an earlier start has. */
  private boolean move(Path from, Path to) throws IOException {
    if (!fileSystem.exists(from)) {
      return false;
    }
    fileSystem.mkdirs(to.getParent());
    if (!fileSystem.rename(from, to)) {
      throw notMoved(from, to);
    }
    return true;
  }

  private static IOException notMoved(Path from, Path to) {
    return new IOException(
        from + " could not be moved to " + to + ". Start the job again once the cause is removed.");
  }
}
