package io.nibble.spark.models.distribution;

import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * What Spark keeps of a broadcast in this JVM: the value, and the pieces that it came in or is sent
 * in. The only class that touches Spark's block manager.
 *
 * <p>Spark locks the blocks that a task reads until the task ends, so that nothing here may run in
 * a task's own thread: see {@link LoadThread}.
 */
public final class BroadcastBlocks {
  private static final String DRIVER = "driver";
  private static final int ATTEMPTS = 3;

  private BroadcastBlocks() {}

  /** Whether Spark holds the value of a broadcast in this JVM, in memory or on disk. */
  public static boolean isHere(Broadcast<?> broadcast) {
    return SparkEnv.get() != null && blocks().getStatus(value(broadcast)).isDefined();
  }

  /** Forgets the value and keeps the pieces, from which it can be put together again. */
  public static void dropValue(Broadcast<?> broadcast) {
    if (isHere(broadcast)) {
      remove(() -> blocks().removeBlock(value(broadcast), false));
    }
  }

  /** Forgets everything on an executor, which can ask for it again; the pieces stay elsewhere. */
  static void dropCopy(Broadcast<?> broadcast) {
    if (!SparkEnv.get().executorId().equals(DRIVER)) {
      remove(() -> blocks().removeBroadcast(broadcast.id(), true));
    }
  }

  /**
   * Runs a removal, and again if it fails. Spark lets a thread lock a block that another has
   * removed since the thread found it, and then fails; the next time it does not find it.
   */
  static void remove(Runnable removal) {
    for (int attempt = 1; ; attempt++) {
      try {
        removal.run();
        return;
      } catch (Exception e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Another handle of the same broadcast: unlike one that was used, it remembers no value. */
  static <T> Broadcast<T> freshHandle(Broadcast<T> broadcast) {
    SerializerInstance java = SparkEnv.get().closureSerializer().newInstance();
    ClassTag<Broadcast<T>> tag = ClassTag$.MODULE$.apply(Broadcast.class);
    return java.deserialize(java.serialize(broadcast, tag), tag);
  }

  /**
   * A directory on this host for the application alone, deleted when it ends; its executors here
   * have the same one.
   */
  static Path localDirectory() {
    // On executors Spark makes the directories for blocks inside those of the application.
    return SparkEnv.get().executorId().equals(DRIVER)
        ? Path.of(SparkFiles.getRootDirectory())
        : blocks().diskBlockManager().localDirs()[0].toPath().getParent();
  }

  private static BlockManager blocks() {
    return SparkEnv.get().blockManager();
  }

  private static BroadcastBlockId value(Broadcast<?> broadcast) {
    return new BroadcastBlockId(broadcast.id(), "");
  }
}
