package io.nibble.spark.job;

import io.nibble.cli.CommandException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What is committed of a job, in hidden folders of its output and of its quarantine:
 *
 * <pre>
 * _nibble/job.json                    the manifest; the job is unfinished as long as it is there
 * _nibble/ID/chunk-00000.json         record of a committed chunk
 * _nibble/ID/chunk-00000-UUID/…       its rows
 * </pre>
 */
final class Commits {
  private static final String MANIFEST = "job.json";

  private final JobFolder root;
  private final JobFolder rows;
  private final Optional<JobFolder> quarantineRoot;
  private final Optional<JobFolder> quarantine;
  private final Optional<Manifest> begun;
  private final String id;

  private Commits(JobFolder root, Optional<JobFolder> quarantineRoot, Optional<Manifest> begun) {
    this.root = root;
    this.begun = begun;
    this.id = begun.map(Manifest::id).orElseGet(() -> UUID.randomUUID().toString());
    this.rows = root.folder(id);
    this.quarantineRoot = quarantineRoot;
    this.quarantine = quarantineRoot.map(folder -> folder.folder(id));
  }

  /** Finds the unfinished job, or prepares a new one. */
  static Commits open(JobFolder root, Optional<JobFolder> quarantineRoot) throws IOException {
    return new Commits(root, quarantineRoot, root.read(MANIFEST, Manifest.class));
  }

  JobFolder rows() {
    return rows;
  }

  Optional<JobFolder> quarantine() {
    return quarantine;
  }

  /**
   * The chunks of this job: those of the unfinished one, or new ones.
   *
   * @throws CommandException if the unfinished job is another one
   */
  List<Chunk> begin(Map<String, String> settings, List<InputFile> files, long chunkBytes)
      throws IOException {
    if (begun.isEmpty()) {
      root.deleteAll();
      List<Chunk> chunks = Chunk.plan(files, chunkBytes);
      root.write(MANIFEST, new Manifest(id, settings, chunks));
      return chunks;
    }
    List<String> differences = begun.get().differences(settings, files);
    if (!differences.isEmpty()) {
      throw new CommandException(
          ExitCodes.CANNOT_RESUME,
          "the unfinished job in "
              + root.root()
              + " differs: "
              + String.join("; ", differences)
              + ". Start it as before to finish it, or with --restart to score everything anew.",
          null);
    }
    return begun.get().chunks();
  }

  void add(ChunkRecord record) throws IOException {
    rows.write(recordName(record.chunk()), record);
  }

  /** The records so far; drops what killed starts left of other chunks. */
  List<ChunkRecord> records(List<Chunk> chunks) throws IOException {
    List<ChunkRecord> records = new ArrayList<>();
    for (Chunk chunk : chunks) {
      rows.read(recordName(chunk.number()), ChunkRecord.class).ifPresent(records::add);
    }
    var kept = records.stream().map(ChunkRecord::folder).collect(Collectors.toSet());
    rows.keepFolders(kept);
    if (quarantine.isPresent()) {
      quarantine.get().keepFolders(kept);
    }
    return records;
  }

  /** Ends the job, whether it is done or given up. */
  void end() throws IOException {
    root.delete(MANIFEST);
    root.deleteAll();
    if (quarantine.isPresent()) {
      quarantine.get().deleteAll();
      quarantineRoot.get().deleteIfEmpty();
    }
  }

  private static String recordName(int chunk) {
    return String.format(Locale.ROOT, "chunk-%05d.json", chunk);
  }
}
