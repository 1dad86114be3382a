package io.nibble.spark.models.distribution;

import io.nibble.graph.ModelHeader;
import io.nibble.memory.OffHeap;
import java.io.IOException;
import java.io.Serializable;

/** How the weights of a model come to where they are needed. Travels to tasks. */
public sealed interface Weights extends Serializable
    permits BroadcastWeights, FileWeights, LostWeights {
  /** The data section, in a block that the caller closes. Not checked. */
  OffHeap fetch(ModelHeader header) throws IOException, InterruptedException;

  /** After the block is closed: leaves nothing of the model in this JVM, or on its disks. */
  void freed(ModelHeader header);

  /** On the Spark driver: frees what executors keep to hand on. */
  void withdraw();

  /** On the Spark driver: frees everything; {@link #fetch} works no more. */
  void destroy();
}
