package io.nibble.spark.job.record;

import io.nibble.cli.CommandException;
import io.nibble.spark.job.input.Chunk;
import io.nibble.spark.job.input.InputFile;
import io.nibble.spark.job.settings.BadRowChoice;
import io.nibble.spark.job.settings.ExitCodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What is committed of a job, in hidden folders of its output and of its quarantine:
 *
 * <pre>
 * _nibble/job.json                    the claim; a job is unfinished as long as it is there
 * _nibble/ID/manifest.json            what the job set out to do
 * _nibble/ID/chunk-00000.json         record of a committed chunk
 * _nibble/ID/chunk-00000-UUID/…       its rows
 * _nibble/ID/replaced/…               what publishing took away
 * </pre>
 */
public final class Commits {
  public static final String FOLDER = "_nibble";

  /** Where publishing puts what it replaces, until the job ends. */
  public static final String REPLACED = "replaced";

  private static final String CLAIM = "job.json";
  private static final String MANIFEST = "manifest.json";

  private final JobFolder root;
  private final JobFolder rows;
  private final Optional<JobFolder> quarantineRoot;
  private final Optional<JobFolder> quarantine;
  private final Optional<String> found;
  private final Optional<Manifest> begun;
  private final Claim claim;

  /** Of jobs that have ended; what another start makes meanwhile is not among them. */
  private final Set<String> leftovers;

  private boolean isClaimed;

  /**
   * Which job is unfinished, and which of its starts goes on: the last one. The others must notice
   * before they change anything.
   */
  private record Claim(String job, String start) {}

  private Commits(
      JobFolder root,
      Optional<String> found,
      Optional<Manifest> begun,
      Optional<JobFolder> badRows,
      Set<String> leftovers) {
    this.leftovers = leftovers;
    this.root = root;
    this.found = found;
    this.begun = begun;
    this.claim = new Claim(begun.map(Manifest::id).orElseGet(Commits::id), id());
    this.rows = root.folder(claim.job());
    this.quarantineRoot = badRows;
    this.quarantine = badRows.map(folder -> folder.folder(claim.job()));
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  /**
   * Finds the unfinished job, or prepares a new one.
   *
   * @param folder that holds what is committed
   * @param quarantine that of the bad rows
   */
  public static Commits open(String folder, Optional<String> quarantine, Configuration conf)
      throws IOException {
    JobFolder root = root(folder, conf);
    Optional<String> found = root.read(CLAIM, Claim.class).map(Claim::job);
    return of(root, found, manifest(root, found), quarantine, conf);
  }

  /** Finds the unfinished job, whatever its settings. */
  public static Optional<Commits> unfinished(String folder, Configuration conf) throws IOException {
    JobFolder root = root(folder, conf);
    Optional<String> found = root.read(CLAIM, Claim.class).map(Claim::job);
    Optional<Manifest> begun = manifest(root, found);
    return begun.isEmpty()
        ? Optional.empty()
        : Optional.of(of(root, found, begun, quarantine(begun.get()), conf));
  }

  private static Optional<String> quarantine(Manifest manifest) {
    String choice = manifest.settings().getOrDefault("--bad-rows", "fail");
    return new BadRowChoice.Converter().convert(choice).quarantine();
  }

  private static Commits of(
      JobFolder root,
      Optional<String> found,
      Optional<Manifest> begun,
      Optional<String> quarantine,
      Configuration conf)
      throws IOException {
    Optional<JobFolder> badRows =
        quarantine.isPresent() ? Optional.of(root(quarantine.get(), conf)) : Optional.empty();
    Set<String> leftovers = begun.isPresent() ? Set.of() : root.folders();
    return new Commits(root, found, begun, badRows, leftovers);
  }

  private static JobFolder root(String folder, Configuration conf) throws IOException {
    return JobFolder.of(new Path(folder, FOLDER), conf);
  }

  private static Optional<Manifest> manifest(JobFolder root, Optional<String> job)
      throws IOException {
    return job.isEmpty() ? Optional.empty() : root.folder(job.get()).read(MANIFEST, Manifest.class);
  }

  public JobFolder rows() {
    return rows;
  }

  public Optional<JobFolder> quarantine() {
    return quarantine;
  }

  /**
   * The chunks of this job: those of the unfinished one, or new ones.
   *
   * @throws CommandException if the unfinished job is another one, or another start has begun one
   */
  public List<Chunk> begin(Map<String, String> settings, List<InputFile> files, long chunkBytes)
      throws IOException {
    if (begun.isPresent()) {
      checkSame(begun.get().differences(settings, files));
      claim();
      return begun.get().chunks();
    }
    List<Chunk> chunks = Chunk.plan(files, chunkBytes);
    rows.write(MANIFEST, new Manifest(claim.job(), settings, chunks));
    claim();
    checkClaim();
    for (String leftover : leftovers) {
      root.folder(leftover).deleteAll();
    }
    return chunks;
  }

  private void checkSame(List<String> differences) {
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
  }

  /**
   * Takes the job over from the start before.
   *
   * @throws CommandException if it is no longer the one that was found
   */
  public void claim() throws IOException {
    checkFound();
    root.write(CLAIM, claim);
    isClaimed = true;
  }

  private void checkFound() throws IOException {
    if (!root.read(CLAIM, Claim.class).map(Claim::job).equals(found)) {
      throw anotherStart();
    }
  }

  /**
   * To be asked before anything is changed.
   *
   * @throws CommandException if another start has taken the job over
   */
  public void checkClaim() throws IOException {
    if (!root.read(CLAIM, Claim.class).equals(Optional.of(claim))) {
      throw anotherStart();
    }
  }

  /**
   * Finds out whether another start is behind a failure.
   *
   * @throws CommandException if so
   */
  public void explain(Exception failure) {
    try {
      if (isClaimed) {
        checkClaim();
      } else {
        checkFound();
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private CommandException anotherStart() {
    return new CommandException(
        ExitCodes.FAILED,
        "another start of this job runs, or has ended it: it was begun while this one ran, in "
            + root.root()
            + ". Only one may run at a time; this one gives way.",
        null);
  }

  public void add(ChunkRecord record) throws IOException {
    checkClaim();
    rows.write(recordName(record.chunk()), record);
  }

  /** The records of the unfinished job. */
  public List<ChunkRecord> records() throws IOException {
    return begun.isPresent() ? read(begun.get().chunks()) : List.of();
  }

  /** The records so far; drops what killed starts left of other chunks. */
  public List<ChunkRecord> records(List<Chunk> chunks) throws IOException {
    List<ChunkRecord> records = read(chunks);
    Set<String> kept = new HashSet<>(Set.of(REPLACED));
    records.forEach(record -> kept.add(record.folder()));
    rows.keepFolders(kept);
    if (quarantine.isPresent()) {
      quarantine.get().keepFolders(kept);
    }
    return records;
  }

  private List<ChunkRecord> read(List<Chunk> chunks) throws IOException {
    List<ChunkRecord> records = new ArrayList<>();
    for (Chunk chunk : chunks) {
      rows.read(recordName(chunk.number()), ChunkRecord.class).ifPresent(records::add);
    }
    return records;
  }

  /** Ends the job, whether it is done or given up. */
  public void end() throws IOException {
    checkClaim();
    isClaimed = false;
    root.delete(CLAIM);
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
